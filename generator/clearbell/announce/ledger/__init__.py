"""What went where, when, with which outcome: one file for each message and channel, to which lines are only ever added."""
