"""Intake on the desk: hand the file in, look at what was understood, correct the columns, take it in."""
