"""The model: frozen data that mirrors the file format."""
