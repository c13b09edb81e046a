"""Files of strangers: opened in a process of their own with bounds, never in the one that serves pages or does work.

Nouns: a **parser** (a named function of ``inside`` that turns an open file into plain JSON values), its **bounds**
(memory, time, size of the answer), the **host** (a warm process that knows the parsers and makes a child a file).

Front door: ``sheets`` (rows of a sheet, sheets of a workbook), ``documents.text_of_file``, ``bounded.parse``. A file
that asks for more than its bounds is refused with a Problem; nothing else of the program notices.
"""
