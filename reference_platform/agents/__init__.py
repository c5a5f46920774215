"""The agents: a supervisor that leads specialists over the customer's usage records."""
