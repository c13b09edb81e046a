"""What an industrial chain looks like here: its template, who leads it, who is present in each link, what is missing.

Nouns: chain, template version, link (node), appointment, task force, assessment.
Front door: ``reads.published_version``, ``standing.standing_of``, ``actions.adopt_template``.
"""
