"""The archive as tables for other programs: CSV, JSON and SQLite."""
