"""Clearbell: one repository of incident files becomes a public status page and an internal knowledge base."""

__version__ = "0.1.0"
