"""Files of tables: CSV in all its dialects, spreadsheets and Parquet, read strictly into one kind of table."""
