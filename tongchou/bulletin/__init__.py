"""What leaves the books on paper: the situation report, its map, department forms, the public notice."""
