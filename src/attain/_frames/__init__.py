"""Many answer sets at once, in dataframes: the plan on columns, by whatever engine holds them."""
