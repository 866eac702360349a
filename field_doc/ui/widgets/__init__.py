"""Widgets that the screens are put together from; they know tokens and words, no records."""
