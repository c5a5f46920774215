"""What the scenarios are worth: the registers of requirements, revenue, tags and ids, and the verdict."""
