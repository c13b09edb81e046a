"""Outreach: the forces of "1+4", people met, visits out and in, agreements and partner parks.

Front door: ``actions``, ``reads``; slots ``engagement_action`` and ``force_results``.
"""
