"""How things move from state to state, and whose consent a step waits for.

Nouns: a flow (declared once: ``declared.RowFlow``), the thing that moves (``models.Flowing``), its steps
(``models.StepRow``), a sign-off: the question put to a second person. Front door: ``actions.take``, ``actions.locked``,
``reads.possible``, ``reads.history_of``; for what is no step of a flow ``actions.request_signoff``.
"""
