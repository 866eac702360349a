"""Schema to widgets."""
