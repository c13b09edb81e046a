"""Logging in through a provider that lies, hangs or is somebody else's, and through one that does not."""
