"""Rules of register releases: names, column choices, what a quality report means."""
