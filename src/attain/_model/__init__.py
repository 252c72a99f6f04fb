"""What a rubric is: frozen data that mirrors the file format."""
