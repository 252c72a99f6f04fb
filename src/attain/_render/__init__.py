"""Text, HTML and Markdown for people to read."""
