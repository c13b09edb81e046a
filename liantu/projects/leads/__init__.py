"""Leads: registered first, answered by the clock, protected for who came first, followed into a project."""
