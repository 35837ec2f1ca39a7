"""Find: what is searched and how it is ranked, in a browser and in a terminal alike."""
