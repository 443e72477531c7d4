"""The dated rules: what holds on a day, where it comes from, and how two officers add an edition."""
