"""Small pure helpers with real names; imports nothing of Liantu, no Django."""
