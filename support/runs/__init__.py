"""Running the suite: the behave runner, its lint, its ledger and its gate."""
