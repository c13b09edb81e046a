"""Who works here: zones, people, roles, and what each role may do.

Nouns: Zone, User, Membership, ApiToken, Ability. Front door: ``abilities.may`` / ``abilities.require`` for one act,
``@needs`` for a view, ``ZonedModel`` and ``.visible_to(user)`` for rows.
"""
