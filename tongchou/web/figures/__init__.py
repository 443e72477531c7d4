"""A figure's page: definition, numerator and denominator, places, days, rows. The door behind every number."""
