"""Commands that are a room of their own. Like cli, they parse, call and print; and like cli, they see both wings."""
