"""Reasons for and against moments: one family a file, each a pure function of data."""
