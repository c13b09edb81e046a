"""Liantu (链图): chain-based investment promotion for a development zone."""

__version__ = "0.1.0"
