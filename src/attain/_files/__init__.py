"""The edge where files and dicts become rubrics and results, and back."""
