"""Rules of this part: pure functions."""
