"""What every page of the desk shares: who may, the frame around it, refusals, security headers, words and files."""
