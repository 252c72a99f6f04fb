"""The plan lowered to arithmetic without nulls, and what needs no dependency to run it."""
