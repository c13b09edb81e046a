"""How pages look: colours, words, keyboard, paper, every kind of page in both languages and themes."""
