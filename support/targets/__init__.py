"""Which deployment is under test: its profile, its dialect, and the canonical objects that all dialects speak."""
