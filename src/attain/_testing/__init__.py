"""The testing kit: strategies, laws, what to check of a rubric, and its files as tests of pytest."""
