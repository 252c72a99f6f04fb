"""The testing kit: strategies, laws, checks of a rubric, and its files as pytest tests."""
