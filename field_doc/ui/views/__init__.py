"""Screens, one package each: presenter without widgets, view without rules."""
