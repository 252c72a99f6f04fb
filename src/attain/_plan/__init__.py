"""From a rubric to its plan: every rule written once, as its translation to a closed set of operations."""
