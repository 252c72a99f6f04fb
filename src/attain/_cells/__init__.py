"""A plan lowered to arithmetic without nulls, and the code that runs it without dependencies."""
