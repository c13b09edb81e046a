"""The parsers themselves. Runs in the bounded process only: nothing else of the program imports from here."""
