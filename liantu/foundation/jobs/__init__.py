"""Work that takes longer than a page: queued, claimed, watched, cancelled, retried, scheduled.

Front door: ``registry.job`` to declare a kind, ``actions.enqueue`` to ask for one.
"""
