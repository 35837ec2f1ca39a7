"""The clocks of the process: what has to be done by when, and whether it was. Knows no command and no page."""
