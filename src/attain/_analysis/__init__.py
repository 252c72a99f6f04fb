"""What can be proved about a rubric, and how two rubrics differ."""
