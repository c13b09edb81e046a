"""Documents read into facts: what does this paper state, where does it say so, and what did a person make of it?

Nouns: source, document, fact, claim, watch. Front door: ``reader.read_text``, ``actions.bring_document``,
``reads.review_of``; slot ``fact_use`` (rooms above say what a fact can become).
"""
