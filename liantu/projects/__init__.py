"""Projects: from first contact to production, one board, every step with its evidence."""
