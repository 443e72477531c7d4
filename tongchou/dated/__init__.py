"""Rule data by date: what ships with the product, and what two officers of the county added to it."""
