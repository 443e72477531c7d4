"""Screening's pages: lists, checks, unclaimed addresses, disputes, due visits."""
