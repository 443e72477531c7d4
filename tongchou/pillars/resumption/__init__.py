"""Going back to work: enterprises through five stages, and what the county does for them."""
