"""Pictures of numbers: pure functions from data to what the page draws, each with the same numbers as a table."""
