"""Closing a day: the tree with who holds it up, the act itself with its reasons, and the sealed days."""
