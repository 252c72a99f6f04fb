"""What people see of rubrics and results: text and HTML."""
