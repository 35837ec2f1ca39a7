"""The public wing: the status page and all that readers and their programs get. Never sees what is internal."""
