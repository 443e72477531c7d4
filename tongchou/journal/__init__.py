"""The books: entries, claims, lines, movements and where each case stands. Knows no pillar; points upward by bare ids."""
