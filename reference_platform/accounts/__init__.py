"""Accounts: sign-up, sign-in, sessions, tokens, organisations with members, roles and plans."""
