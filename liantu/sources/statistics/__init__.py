"""Which statistical tables the zone judges by: input–output tables, their sectors and what may be done with them."""
