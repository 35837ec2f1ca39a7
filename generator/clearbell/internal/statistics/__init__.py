"""Exact and distribution-free statistics over plain numbers. Knows no incident; what it can't say it refuses in words."""
