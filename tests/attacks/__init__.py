"""Attacks that stay: each fault found once, tried again for its whole kind."""
