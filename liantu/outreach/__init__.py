"""Outreach: the forces of "1+4", people met, visits out and in, agreements and partner parks.

Front door: ``actions``, ``reads``; what came of them is asked of metrics told by ``origin``, ``force``.
"""
