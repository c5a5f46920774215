"""The reports of a run: run.json, and everything that is made from it."""
