"""The internal wing: postmortems, drills and the process as a knowledge base for engineers. Never imports the public wing."""
