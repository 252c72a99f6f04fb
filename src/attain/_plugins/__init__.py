"""Plugins, and rubrics by their ids."""
