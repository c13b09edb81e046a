"""Where is the long list I asked for? Lists over the bound, written by background work, each for one person."""
