"""`afterlive bench`: what our stages cost against a reference, in turns in one run."""
