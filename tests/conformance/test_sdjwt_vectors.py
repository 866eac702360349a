"""Attacks on sealed versions (R09, R10, R11, R39): each is refused for its own reason."""

from __future__ import annotations

import json
from pathlib import Path

import make_sdjwt_vectors
import pytest

from field_doc.base.errors import FieldDocError
from field_doc.formats import sdjwt
from field_doc.formats.keys import Purpose, VerifyKey

FILES = sorted((Path(__file__).parent / "vectors" / "sdjwt").glob("*.json"))
OPENERS = {"complete": sdjwt.open_complete, "partial": sdjwt.open_partial}


def outcome(case: dict, opener: str) -> str:
    try:
        key = VerifyKey.from_jwk(Purpose.RECORD, case["jwk"])
        OPENERS[opener](sdjwt.parse(case["text"]), key)
    except FieldDocError as error:
        return error.code
    return "ok"


@pytest.mark.parametrize("opener", sorted(OPENERS))
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector_has_its_outcome(path, opener):
    case = json.loads(path.read_text(encoding="utf-8"))
    assert outcome(case, opener) == case["expect"][opener]


def test_files_are_what_the_maker_makes():
    made = {f"{case['name']}.json": make_sdjwt_vectors.written(case) for case in make_sdjwt_vectors.cases()}
    assert {path.name: path.read_text(encoding="utf-8") for path in FILES} == made


def test_the_named_attacks_are_there():
    named = {
        "extra_disclosure_unreferenced", "disclosure_named_sd", "salt_empty", "salt_short",
        "duplicate_member_payload", "typ_example", "alg_eddsa", "alg_none", "alg_es256", "crit_present",
        "dropped_disclosure", "hidden_from_office", "same_digest_twice", "alg_confusion_hs256",
    }  # fmt: skip
    assert named <= {path.stem for path in FILES}
