"""The registry of the program's own schemas, read once."""

from __future__ import annotations

import pytest

from field_doc.schema import registry
from field_doc.schema.registry import Registry


@pytest.fixture(scope="session")
def schemas() -> Registry:
    """Every record type and vocabulary that is shipped."""
    return registry.load()
