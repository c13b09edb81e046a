"""Rules of identity: which records are one enterprise, what a merge keeps, what a sheet changes."""
