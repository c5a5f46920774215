"""The chat service: threads, messages, the runs over them, and the live socket that tells of it all."""
