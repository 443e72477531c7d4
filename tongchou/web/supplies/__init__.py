"""Supplies on the desk: stores, requests, shipments, donations, makers."""
