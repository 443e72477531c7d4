"""Home: what is to be done next in the reader's places, and how far the day is."""
