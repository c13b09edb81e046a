"""Pure rules of duties: how they move, when somebody is reminded, what a day in words means."""
