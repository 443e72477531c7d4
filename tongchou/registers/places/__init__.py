"""Places: permanent ids, dated editions of the tree, names and their spellings, and finding a place in an address."""
