"""The pages of people and roles, the door (log-in, single sign-on), and every write on people.

Nouns and questions are those of ``liantu.people``. The writes stand here and not there because each goes into the log,
which itself names people and therefore stands above them. Front door: ``actions``.
"""
