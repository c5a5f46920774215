"""The embedded default system under test: a small, sound agent-chat platform behind the wire contract."""
