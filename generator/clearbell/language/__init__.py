"""The word gate: whether a text can be understood, promises nothing, blames nobody and gives nothing away."""
