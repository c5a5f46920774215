"""PostgreSQL, the truth, and Redis, the transport: how processes reach them."""
