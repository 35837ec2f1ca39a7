"""What every rule of `check` has to say for itself: those of form here, floor by floor, those of words and clocks beside their code."""
