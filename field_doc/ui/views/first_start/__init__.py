"""First start: a new vault on one page."""
