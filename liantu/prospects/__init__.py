"""Whom to invite for a link of a chain: the enterprises of the whole register that could fill it, ranked, with reasons.

Nouns: target, target list, mark. Front door: ``reads.target_page``, ``actions.save_list``, ``actions.mark_target``.
"""
