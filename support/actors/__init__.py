"""The people of the scenarios: each has an account, tabs with an inbox, and verbs that a customer would use."""
