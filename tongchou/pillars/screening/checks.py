"""What screening holds up a seal for, and what it carries over by name."""
