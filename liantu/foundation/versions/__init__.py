"""Which version of its own rules does the zone follow, on which day, and who let it hold?

Nouns: a kind of rule (declared by the room that follows it: ``slots.RuleKind``), a version of it. Front door:
``reads.own_text`` for the text in force, ``actions.draft``, ``actions.publish``.
"""
