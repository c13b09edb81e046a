"""The pages of the log of acts: who did what, and what an act changed. The log itself is ``liantu.audit``."""
