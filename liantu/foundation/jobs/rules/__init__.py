"""Pure rules of background work."""
