"""What every restriction of a person has, whichever pillar orders it: evidence, ground, issuer, end, objection."""
