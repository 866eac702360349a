"""The same made case and bundles as the export tests."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

_EXPORT = Path(__file__).resolve().parents[1] / "export"
if str(_EXPORT) not in sys.path:
    sys.path.insert(0, str(_EXPORT))

_spec = importlib.util.spec_from_file_location("export_fixtures", _EXPORT / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)
made_case = _fixtures.made_case
report_signer = _fixtures.report_signer
uk_words = _fixtures.uk_words
written = _fixtures.written


@pytest.fixture
def copy(written, tmp_path):
    """A copy of the bundle that may be spoilt."""
    return Path(shutil.copytree(written.out, tmp_path / "bundle"))
