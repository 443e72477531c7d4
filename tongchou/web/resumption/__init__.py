"""The desk's pages of resumption."""
