"""Who each enterprise is: one thin row for every enterprise somebody touched, its names, facts, merges.

Nouns: enterprise, former name, fact, merge. Front door: ``actions.touch_from_register``, ``reads``; slots
``ENTERPRISE_PAGE`` and ``on_enterprise_merged``.
"""
