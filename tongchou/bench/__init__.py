"""`tongchou bench`: how fast the books are, each measure beside its own yardstick, in a home that is thrown away."""
