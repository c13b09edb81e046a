"""One deterministic zone and its register, all invented: what a newcomer sees, what tests and documents use.

``register`` makes enterprises, ``people`` names the cast, ``build`` puts the zone together through the rooms' actions.
"""
