"""On which days and at which hours does the place work?

Nouns: a day of the place (work, rest, half a day, with its reason), a notice (the State Council's of a year, read into
days), office hours. Front door: ``reads.calendar_of``.
"""
