"""Pure rules of accounts: roles and the table of abilities."""
