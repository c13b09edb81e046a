"""Pure rules of targeting: the question as a value, its reading from a form, and the bytes of its answer."""
