"""Documents read into facts: what does this paper state, where does it say so, and what did a person make of it?

Nouns: source, document, fact, claim, watch. The reading itself is `liantu.reader`. Front door:
``actions.bring_text``, ``actions.bring_file``, ``reads.documents_of``; slot ``fact_use`` (rooms above say what a fact
can become).
"""
