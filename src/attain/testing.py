"""For authors of rubrics and plugins: whether a rubric holds what it promises, and random rubrics and answers.

It takes Hypothesis, and for files of rubrics as tests pytest: ``pip install "attain[testing]"``.

>>> import attain
>>> from attain.testing import check_rubric
>>> check_rubric(attain.rubric("iamcp-p2p"), tries=5)
"""

from ._testing.answers import ON, answers, facts
from ._testing.checks import check_rubric
from ._testing.rubrics import rubrics

__all__ = ["ON", "answers", "check_rubric", "facts", "rubrics"]
