"""A built site to where readers get it, and back to an earlier one. Knows folders and hosts; reads no content."""
