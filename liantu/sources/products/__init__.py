"""Product lists of enterprises, brought in as evidence: who says he makes what. Never the map of a chain."""
