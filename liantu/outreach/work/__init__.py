"""What does the task force of a chain do this year, what was agreed on, and who owes what by when?"""
