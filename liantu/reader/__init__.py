"""The reader of papers: what does this text state, and where does it say so?

Nouns: an *article* is one text of a delivery; a *fact* is a typed value (`Organisation`, `Person`, `Project`, `Event`,
`Figure`, `Leader`, `Claim`) whose marks lead back to the words as printed; a *reading* is all facts of one article.
Front door: ``articles.articles_of``, ``read.read_text``, ``statements.statements_of``. No
Django; dictionaries and segmenter load with the first text.
"""
