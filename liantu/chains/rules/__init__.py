"""Rules of industrial chains: pure functions over frozen dataclasses; no database, no files, no clock."""
