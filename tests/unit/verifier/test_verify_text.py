"""VERIFY.md: libraries with the versions that were tried, and no reference that leads to itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from field_doc.base.i18n import Words
from field_doc.export import verify_text

PAGE = Path(__file__).resolve().parents[3] / "docs" / "spec" / "sealed-version.md"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_it_names_the_libraries_and_what_they_do_not_check(language) -> None:
    text = verify_text.markdown(Words(language), "B-2026-000000", "sha256:" + "0" * 64)
    tried = re.findall(r"^\* \*\*`([^`]+)` ([0-9.]+)\*\*", PAGE.read_text("utf-8"), re.MULTILINE)
    assert tuple(f"{name} {version}" for name, version in tried) == verify_text.SD_JWT_LIBRARIES
    for library in verify_text.SD_JWT_LIBRARIES:
        assert library in text
    assert {"en": "Neither checks", "uk": "Жодна не перевіряє"}[language] in text


@pytest.mark.parametrize("language", ["en", "uk"])
def test_it_does_not_send_the_reader_to_itself(language) -> None:
    text = verify_text.markdown(Words(language), "B-2026-000000", "sha256:" + "0" * 64)
    assert "VERIFY.md" not in text
    assert "docs/spec" in text
