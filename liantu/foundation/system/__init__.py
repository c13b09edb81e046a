"""Is the installation sound, what hangs together with what, and can it be brought back? — for its operator.

Nouns: check, finding, backup. Front door: the slot ``system_check``; ``actions.back_up`` and ``actions.restore``.
"""
