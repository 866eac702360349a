"""Errors, clock, ids, progress, paths, log and words: what every package stands on."""
