"""What we read: business registers as releases, with their quality, and later statistics, news and documents.

Nouns: register release, import (files on the way to a release), personal policy. Front door: ``reads.current_release``,
``actions.start_import``. The release folder is the truth; the row here is its name-plate.
"""
