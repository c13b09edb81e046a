"""Pure rules of the work of task forces."""
