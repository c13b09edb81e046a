"""Which rows of a zone may be one: pairs found by shared keys, kept as rows change, so that a page only reads them.

A room declares a ``Likeness`` (which rows, their keys, how two are judged), calls ``actions.keep_alike`` at the end of
every act that changes such rows, and reads ``reads.alike``.
"""
