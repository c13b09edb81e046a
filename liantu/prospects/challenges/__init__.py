"""Which tasks of a chain are posted for its enterprises to claim, and how each claim was kept."""
