"""Day sheets on the desk: made and printed, keyed back fast, and what was keyed."""
