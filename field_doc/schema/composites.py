"""Reading values made of parts: texts with a language, dates, places, maps, contacts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary_text, edtf, geometries, places, scalars
from field_doc.schema.model import (
    ANSWERS,
    CONTACT_PARTS,
    COUNT_PARTS,
    DATE_PARTS,
    GEOMETRY_PARTS,
    RANGE_PARTS,
    SIGNATURE_PARTS,
    Field,
    Json,
    Vocabulary,
)
from field_doc.schema.parts import parts_of, refuse_unknown, shown

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_PARALLEL_KINDS = ("transcript", "translation")
MAX_PARALLEL = 50
MAX_PARAGRAPHS = 2_000
MAX_OTHERS = 100


def _parallel(raw: Any, path: str, body: str) -> list[Json]:
    """Transcripts and translations beside the original; ``body`` is "text" or "paragraphs"."""
    if not isinstance(raw, list) or len(raw) > MAX_PARALLEL:
        scalars.wrong_shape(path, "list of texts")
    found = []
    for i, item in enumerate(raw):
        here = f"{path}[{i}]"
        refuse_unknown(item, ("kind", "lang", body, "by", "date"), here)
        if item.get("kind") not in _PARALLEL_KINDS:
            scalars.wrong_shape(f"{here}.kind", "transcript or translation")
        one: dict[str, Json] = {"kind": item["kind"], "lang": scalars.language(item.get("lang", "und"), here)}
        one[body] = (
            _paragraphs(item.get(body, []), here)
            if body == "paragraphs"
            else scalars.text(item.get(body, ""), here, lines=True, limit=scalars.MAX_LONG)
        )
        one |= {k: scalars.text(item[k], here) for k in ("by", "date") if item.get(k)}
        found.append(one)
    return found


def lang_text(raw: Any, path: str, lang: str) -> Json:
    """``{"text", "lang", "parallel"}``; empty text is no value."""
    if isinstance(raw, str):
        raw = {"text": raw}
    refuse_unknown(raw, ("text", "lang", "parallel"), path)
    words = scalars.text(raw.get("text", ""), path, lines=True, limit=scalars.MAX_LONG)
    parallel = _parallel(raw.get("parallel") or [], f"{path}.parallel", "text")
    if not words and not parallel:
        return None
    value: dict[str, Json] = {"text": words, "lang": scalars.language(raw.get("lang") or lang, path)}
    return value | ({"parallel": parallel} if parallel else {})


def _paragraphs(raw: Any, path: str) -> list[str]:
    if isinstance(raw, str):
        raw = _PARAGRAPHS.split(scalars.text(raw, path, lines=True, limit=scalars.MAX_LONG))
    if not isinstance(raw, list):
        scalars.wrong_shape(path, "list of paragraphs")
    found = [scalars.text(p, path, lines=True, limit=scalars.MAX_LONG) for p in raw]
    found = [p for p in found if p.strip()]
    if len(found) > MAX_PARAGRAPHS:
        scalars.refuse("record.too-large", path, maximum=MAX_PARAGRAPHS)
    if sum(map(len, found)) > scalars.MAX_LONG:
        scalars.refuse("record.too-large", path, maximum=scalars.MAX_LONG)
    return found


def long_text(raw: Any, path: str, lang: str) -> Json:
    """``{"lang", "paragraphs", "parallel"}``; a string is cut at empty lines."""
    if isinstance(raw, str):
        raw = {"paragraphs": raw}
    refuse_unknown(raw, ("text", "lang", "paragraphs", "parallel"), path)
    paragraphs = _paragraphs(raw.get("paragraphs", raw.get("text", "")), path)
    parallel = _parallel(raw.get("parallel") or [], f"{path}.parallel", "paragraphs")
    if not paragraphs and not parallel:
        return None
    value: dict[str, Json] = {"lang": scalars.language(raw.get("lang") or lang, path), "paragraphs": paragraphs}
    return value | ({"parallel": parallel} if parallel else {})


def uncertain_date(raw: Any, path: str, lang: str) -> Json:
    """Words, EDTF and what follows from it; ``earliest`` and ``latest`` are always computed anew."""
    if isinstance(raw, str):
        raw = {"edtf": raw} if _is_edtf(raw) else {"as_said": raw}
    refuse_unknown(raw, DATE_PARTS, path)
    given = {k: v for k, v in raw.items() if k not in ("earliest", "latest")}
    value = parts_of(given, DATE_PARTS, path, {"lang": scalars.language})
    if "as_said" in value:
        value.setdefault("lang", lang)
    text = value.get("edtf")
    if isinstance(text, str):
        value["edtf"] = text.strip()
        value |= _from_edtf(text, value)
    ordered = {k: value[k] for k in DATE_PARTS if k in value}
    return ordered or None


def _is_edtf(text: str) -> bool:
    try:
        edtf.parse(text)
    except InputProblem:
        return False
    return True


def _from_edtf(text: str, value: Mapping[str, Json]) -> dict[str, Json]:
    """Precision and bounds; nothing if the string cannot be read."""
    try:
        parsed = edtf.parse(text)
    except InputProblem:
        return {}
    given, basis = value.get("precision"), value.get("clock_basis")
    low, high = edtf.bounds(parsed, basis if isinstance(basis, str) else None)
    computed = {"precision": edtf.precision(parsed, given if isinstance(given, str) else None)}
    return computed | ({"earliest": low} if low else {}) | ({"latest": high} if high else {})


def date_range(raw: Any, path: str) -> Json:
    """``{"start", "end"}``, each an EDTF date, ".." or ""."""
    if isinstance(raw, str):
        start, _, end = raw.partition("/")
        raw = {"start": start.strip(), "end": end.strip()}
    refuse_unknown(raw, RANGE_PARTS, path)
    value = {k: scalars.text(raw.get(k) or "", path).strip() for k in RANGE_PARTS}
    return value if any(value.values()) else None


def count_range(raw: Any, path: str) -> Json:
    """``{"min", "max", "known"}``; one number is both min and max."""
    if isinstance(raw, (int, str)) and not isinstance(raw, bool):
        raw = {"min": raw, "max": raw}
    return parts_of(raw, COUNT_PARTS, path, dict.fromkeys(COUNT_PARTS, scalars.integer))


def contact(raw: Any, path: str) -> Json:
    """A way to reach somebody; only ``value`` is needed."""
    if isinstance(raw, str):
        raw = {"value": raw}
    return parts_of(raw, CONTACT_PARTS, path, {})


def signature(raw: Any, path: str) -> Json:
    """Whether it was signed, by whom (role), when, where the picture is, why not."""
    if isinstance(raw, str):
        raw = {"status": raw}
    return parts_of(raw, SIGNATURE_PARTS, path, {"at": scalars.instant, "attachment": scalars.reference})


def geometry(raw: Any, path: str) -> Json:
    """A GeoJSON geometry with our foreign members, or text: read where it can be, kept as given where not.

    A bare text is WGS 84 (corners) or GeoJSON; ``as_given`` is read in its ``crs_given`` only.
    """
    if isinstance(raw, str):
        raw = {"as_given": raw, "crs_given": boundary_text.WGS84, "source": boundary_text.TYPED} if raw.strip() else {}
    if isinstance(raw, Mapping) and "type" not in raw and (raw.get("as_given") or not raw):
        refuse_unknown(raw, GEOMETRY_PARTS, path)
        kept = geometries.foreign(dict(raw), path)
        return _shape_of(kept) | kept or None
    found = geometries.normalise(raw, path)
    if not found["coordinates"]:
        return None
    return found | (geometries.foreign(dict(raw), path) if raw.get("type") in geometries.DEPTHS else {})


def _shape_of(given: Mapping[str, str]) -> dict[str, Json]:
    """The shape a text means in its system; nothing while it means none."""
    if not given.get("as_given") or not given.get("crs_given"):
        return {}
    read = boundary_text.typed(given["as_given"], given["crs_given"]) or {}
    return {part: read[part] for part in ("type", "coordinates") if part in read}


def place(raw: Any, path: str, lang: str, field: Field) -> Json:
    """A place of flat parts; see ``places``."""
    return places.normalise(raw, path, lang, field)


def term_map(raw: Any, path: str, vocabulary: Vocabulary | None) -> Json:
    """Consent: purpose → answer and limit. Not asked is the same as absent.

    A purpose that the list does not have (a newer list had it) is kept behind the others, for the validator to name.
    """
    if not isinstance(raw, Mapping):
        scalars.wrong_shape(path, "purposes with answers")
    found: dict[str, Json] = {}
    for purpose in _listed(raw, path, vocabulary):
        if purpose not in raw or raw[purpose] is None:
            continue
        here = f"{path}.{purpose}"
        entry = {"answer": raw[purpose]} if isinstance(raw[purpose], str) else raw[purpose]
        refuse_unknown(entry, ("answer", "limit"), here)
        answer = entry.get("answer", "not_asked")
        if answer not in ANSWERS:
            scalars.wrong_shape(here, "yes, no, ask_each_time or not_asked")
        limit = scalars.text(entry.get("limit") or "", here, lines=True)
        if answer != "not_asked" or limit:
            found[purpose] = {"answer": answer} | ({"limit": limit} if limit else {})
    return found


def _listed(raw: Mapping[Any, Any], path: str, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """The codes of a list in its order, then those of the value that it does not have; what is no code is refused."""
    known = tuple(vocabulary.index) if vocabulary else ()
    others = tuple(name for name in raw if name not in known)
    for name in others:
        if shown(name) != name or len(others) > MAX_OTHERS:
            raise InputProblem("record.unknown-field", path=f"{path}.{shown(name)}")
    return (*known, *others)


def checklist(raw: Any, path: str, vocabulary: Vocabulary | None) -> Json:
    """What was explained and when. Not done is the same as absent."""
    if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
        raw = dict.fromkeys(raw, True)
    if not isinstance(raw, Mapping):
        scalars.wrong_shape(path, "list of items")
    found: dict[str, Json] = {}
    for item in _listed(raw, path, vocabulary):
        entry = _checked(raw.get(item), f"{path}.{item}")
        if entry:
            found[item] = entry
    return found


def _checked(raw: Any, path: str) -> dict[str, Json] | None:
    if raw is None or raw is False:
        return None
    if raw is True:
        return {"done": True}
    if isinstance(raw, str):
        raw = {"done": True, "at": raw}
    refuse_unknown(raw, ("done", "at"), path)
    if not isinstance(raw.get("done", True), bool):
        scalars.wrong_shape(path, "true or false")
    at = {"at": scalars.instant(raw["at"], path)} if raw.get("at") else {}
    done = raw.get("done", True)
    return {"done": done} | at if done or at else None
