"""Rules of projects: pure functions over plain values; no Django, no clock."""
