"""The field page: a worker's whole day on a phone without coverage. Thin: it turns acts into the pillars' verbs."""
