"""From a rubric to its plan: every rule is a translation to a closed set of operations."""
