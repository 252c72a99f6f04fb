"""The saved outputs of the notebook equal those of a new run."""

import difflib

from execute_notebook import NOTEBOOK, executed


def test_a_run_from_a_clean_state_gives_the_saved_outputs() -> None:
    shown = NOTEBOOK.read_text(encoding="utf-8")
    differs = difflib.unified_diff(shown.splitlines(), executed().splitlines(), "shown", "given", lineterm="")
    assert "\n".join(line[:300] for line in differs) == "", "write it again: python examples/tests/execute_notebook.py"
