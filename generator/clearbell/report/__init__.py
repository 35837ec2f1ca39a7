"""What a check found as text for people, for GitHub, for code scanning and for other programs."""
