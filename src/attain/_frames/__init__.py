"""Scoring of dataframes: a plan applied to whole columns by the engine of the frame."""
