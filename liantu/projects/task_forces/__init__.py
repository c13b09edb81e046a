"""Who drives one project forward together (项目推进专班), in which rhythm they meet, and what they decided."""
