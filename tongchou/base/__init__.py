"""Units, quantities, clock, refusals. Plain Python: nothing here knows Django, a county or a disease."""
