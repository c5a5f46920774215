"""Reading what is kept: PostgreSQL and Redis, read-only, as canonical objects."""
