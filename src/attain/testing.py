"""Tools for authors of rubrics and plugins: a check of a rubric's promises, and random rubrics and answers.

It needs Hypothesis, and pytest if you test files of rubrics: ``pip install "attain[testing]"``.

>>> import attain
>>> from attain.testing import check_rubric
>>> check_rubric(attain.rubric("iamcp-p2p"), tries=5)
"""

from ._testing.answers import ON, answers, facts
from ._testing.checks import check_rubric
from ._testing.rubrics import rubrics

__all__ = ["ON", "answers", "check_rubric", "facts", "rubrics"]
