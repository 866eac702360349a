"""Every problem and every finding of the decoder has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from field_doc.decode.values import PROBLEMS

TREE = Path(__file__).resolve().parents[3]


def finding_codes() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in sorted((TREE / "field_doc" / "decode").glob("*.py")))
    return set(re.findall(r'Finding\.of\(\s*"([a-z0-9_]+)"', text))


@pytest.mark.parametrize("language", ["en", "uk"])
def test_words_for_every_code(language):
    folder = TREE / "resources" / "locale" / language
    findings = set(re.findall(r'msgid "decode\.([a-z0-9_]+)"', (folder / "findings_decode.po").read_text("utf-8")))
    errors = set(
        re.findall(r'msgid "(decode\.[a-z-]+\.(?:what|kept|do))"', (folder / "errors_decode.po").read_text("utf-8"))
    )
    assert findings == finding_codes()
    assert errors == {f"{code}.{part}" for code in PROBLEMS | {"decode.closed"} for part in ("what", "kept", "do")}
