"""Supplies: donations, stores with lots and expiry, requests by priority, makers, and how many days it all lasts."""
