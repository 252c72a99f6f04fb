"""The file format of rubrics and of results: read, checked, overlaid, written, described."""
