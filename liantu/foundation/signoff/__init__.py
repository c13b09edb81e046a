"""Who must agree before something counts? A sign-off, its steps in order, its decisions with reasons.

Front door: ``actions.request_signoff``; the room that asked fills ``slots.on_signed_off`` for its kind.
"""
