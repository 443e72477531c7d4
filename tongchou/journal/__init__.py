"""The books: entries, claims, lines, movements, standings. Knows no pillar; points upward by bare ids."""
