"""What was done, by whom, when and why: an append-only log chained by hash. Front door: ``actions.record``."""
