"""What the archive as a whole can say: panels, each a question with its numbers, its basis, and what it can't answer."""
