"""Logging that cannot carry evidence: codes and numbers only, to stderr, off by default."""

from __future__ import annotations

import logging
import sys

LOGGER_NAME = "field_doc"


def logger(name: str) -> logging.Logger:
    """A child of the one logger. Messages are fixed English texts; arguments are codes, numbers, ids."""
    return logging.getLogger(f"{LOGGER_NAME}.{name}")


def to_stderr(level: int = logging.WARNING) -> None:
    """Send our log to stderr; called once by the entry point."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    root = logging.getLogger(LOGGER_NAME)
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False
