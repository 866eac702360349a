"""SD-JWT libraries that are not ours read our sealed versions, and what they let through is known.

Python ``sd-jwt`` and npm ``@sd-jwt/core``. docs/spec/sealed-version.md names both with version and lists
the attack vectors each refuses; these tests hold the page to it.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from sd_jwt.holder import SDJWTHolder
from sd_jwt.verifier import SDJWTVerifier

from field_doc.formats import sdjwt
from field_doc.formats.keys import Purpose, SigningKey

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]
PAGE = (TREE / "docs" / "spec" / "sealed-version.md").read_text(encoding="utf-8")
VECTORS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((TREE / "tests" / "conformance" / "vectors" / "sdjwt").glob("*.json"))
]
KEY = SigningKey.from_seed(Purpose.RECORD, b"\x33" * 32)
FIELDS = {
    "story": ["Перший абзац.", "Second paragraph.", "Третій абзац."],
    "acts": [{"kind": "ik_killing", "where": {"raion": "Бучанський", "cell_10km": "36U-12"}}],
    "warned": {"null_reason": "nv_not_asked"},
    "dead": 3,
    "nothing": None,
    "empty": [],
}
VERSION = sdjwt.RecordVersion(
    record_id="0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c11",
    type="incident",
    schema="incident.v1",
    code="I-7K3Q-C",
    version=1,
    supersedes=None,
    sealed_at="2026-03-01T10:00:00+02:00",
    device=KEY.public.thumbprint(),
    epoch="field-doc/log/v1/x",
    complete=True,
    reason=None,
    fields=FIELDS,
    attachments=[{"id": "a1", "sha256": "sha256:" + "00" * 32}],
)


def python_judge(text: str, jwk: dict) -> dict:
    """The payload as the Python library hands it over."""
    return SDJWTVerifier(text, lambda _issuer, _header: JWK(**jwk)).get_verified_payload()


def node_judge(questions: list[dict]) -> dict[str, dict]:
    """Answers of the JavaScript library by name; one process for all questions."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "@sd-jwt" / "core").is_dir():
        pytest.skip("no node or no tests/judges/node_modules: npm ci in tests/judges")
    done = subprocess.run(
        [node, str(HERE / "sdjwt_judge.mjs")],
        input=json.dumps(questions).encode(), capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    return {answer["name"]: answer for answer in json.loads(done.stdout)}


def named_in_page(library: str) -> tuple[str, set[str]]:
    """Version of a library and the vectors it refuses, as the page says."""
    pattern = rf"^\* \*\*{re.escape(library)} (?P<version>[0-9.]+)\*\* .*?refuses: (?P<names>.*)$"
    match = re.search(pattern, PAGE, re.MULTILINE)
    assert match is not None
    return match["version"], set(re.findall(r"`([a-z0-9_]+)`", match["names"]))


@pytest.fixture(scope="module")
def sealed() -> sdjwt.Sealed:
    return sdjwt.seal(VERSION, KEY)


def as_told(payload: dict) -> dict:
    """The claims that a library shows, as values of ours."""
    return {name: payload[name] for name in sdjwt.RecordVersion.__slots__}


def test_python_library_reads_the_whole_version(sealed):
    told = python_judge(sealed.text(), KEY.public.jwk())
    assert sdjwt.RecordVersion(**as_told(told)) == VERSION


def test_python_library_reads_an_edition(sealed):
    shown = sdjwt.present(sealed, [("fields", "story", 1), ("code",), ("fields", "acts", 0, "where", "raion")])
    told = python_judge(shown.text(), KEY.public.jwk())
    assert told["fields"]["story"] == [FIELDS["story"][0], FIELDS["story"][2]]
    assert told["fields"]["acts"] == [{"kind": "ik_killing", "where": {"cell_10km": "36U-12"}}]
    assert "code" not in told


def test_python_library_discloses_and_we_open_it(sealed):
    holder = SDJWTHolder(sealed.text())
    holder.create_presentation({"fields": {"story": [True, False, True], "dead": True}, "reason": True})
    partial = sdjwt.open_partial(sdjwt.parse(holder.sd_jwt_presentation), KEY.public)
    assert partial.fields["dead"] == 3
    assert partial.fields["story"][0] == FIELDS["story"][0]
    assert isinstance(partial.fields["story"][1], sdjwt.Withheld)
    assert isinstance(partial.code, sdjwt.Withheld)
    assert "acts" not in partial.fields


def test_python_library_computes_the_same_sd_hash(sealed):
    theirs = SDJWTHolder(sealed.text())._b64hash(sealed.text().encode("ascii"))
    assert sdjwt.sd_hash(sealed) == theirs


def test_python_library_refuses_another_key(sealed):
    stranger = SigningKey.from_seed(Purpose.RECORD, b"\x34" * 32).public.jwk()
    with pytest.raises(JWException):
        python_judge(sealed.text(), stranger)


def test_javascript_library_reads_and_discloses(sealed):
    jwk = KEY.public.jwk()
    frame = {"fields": {"story": True, "dead": True}, "code": True, "reason": True}
    part = sdjwt.present(sealed, [("fields", "story", 1)])
    stranger = SigningKey.from_seed(Purpose.RECORD, b"\x34" * 32).public.jwk()
    answers = node_judge([
        {"name": "whole", "text": sealed.text(), "jwk": jwk, "frame": frame},
        {"name": "part", "text": part.text(), "jwk": jwk},
        {"name": "stranger", "text": sealed.text(), "jwk": stranger},
    ])  # fmt: skip
    assert sdjwt.RecordVersion(**as_told(answers["whole"]["payload"])) == VERSION
    assert answers["part"]["payload"]["fields"]["story"] == [FIELDS["story"][0], FIELDS["story"][2]]
    assert "Invalid JWT Signature" in answers["stranger"]["error"]
    partial = sdjwt.open_partial(sdjwt.parse(answers["whole"]["presented"]), KEY.public)
    assert (partial.code, partial.fields["dead"]) == (VERSION.code, 3)
    assert [type(p) for p in partial.fields["story"]] == [sdjwt.Withheld] * 3


def test_the_page_says_what_the_python_library_refuses():
    version, refused = named_in_page("`sd-jwt`")
    assert version == importlib.metadata.version("sd-jwt")
    found = set()
    for vector in VECTORS:
        try:
            python_judge(vector["text"], vector["jwk"])
        except (ValueError, JWException):
            found.add(vector["name"])
    assert found == refused


def test_the_page_says_what_the_javascript_library_refuses():
    version, refused = named_in_page("`@sd-jwt/core`")
    answers = node_judge(VECTORS)
    package = json.loads((HERE / "node_modules" / "@sd-jwt" / "core" / "package.json").read_text("utf-8"))
    assert version == package["version"]
    assert {name for name, answer in answers.items() if "error" in answer} == refused


def test_neither_list_holds_a_genuine_version():
    genuine = {vector["name"] for vector in VECTORS if vector["expect"]["partial"] == "ok"}
    for library in ("`sd-jwt`", "`@sd-jwt/core`"):
        assert not genuine & named_in_page(library)[1]
