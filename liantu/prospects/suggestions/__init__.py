"""Which enterprises the chain leaders propose to invite, and what became of each proposal."""
