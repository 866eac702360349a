"""One function per user act: (session, input) → frozen result with what changed.

The window and the command line call these and nothing below them.
"""
