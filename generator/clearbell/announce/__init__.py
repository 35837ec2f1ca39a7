"""From news to messages in channels, each at least once, with a ledger. Knows no page and no postmortem."""
