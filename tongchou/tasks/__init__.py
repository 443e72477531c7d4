"""Who must do what, where, by when: derived from the books each time, never kept beside them."""
