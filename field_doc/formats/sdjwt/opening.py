"""Opening a sealed version: signature, claims, then part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats.labels import TYP_RECORD
from field_doc.formats.sdjwt import claims, jws
from field_doc.formats.sdjwt.model import (
    HASH_ALGORITHM,
    MAX_JWT_CHARS,
    PROFILE,
    SD,
    WITHHELD_MEMBER,
    PartialVersion,
    RecordVersion,
    Sealed,
    Shown,
    Withheld,
    check_sizes,
)
from field_doc.formats.sdjwt.reveal import Revealer

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON
    from field_doc.formats.keys import VerifyKey

_CONTAINERS = frozenset({SD, "_sd_alg", "attachments", "fields", "profile"})


def open_complete(sealed: Sealed, key: VerifyKey) -> RecordVersion:
    """The version, every part of it.

    The desk and the vault open nothing else: RFC 9901 promises a receiver no completeness, so a client
    could keep a part from the office (R09).

    Raises:
        IntegrityFailure: ``sdjwt.missing`` when any disclosure is not there, or as ``open_partial``.
        Unsupported: ``sdjwt.newer``.

    """
    partial = open_partial(sealed, key)
    if partial.withheld:
        raise IntegrityFailure("sdjwt.missing", count=len(partial.withheld))
    shown = {name: getattr(partial, name) for name in RecordVersion.__slots__}
    return RecordVersion(**shown)


def open_partial(sealed: Sealed, key: VerifyKey) -> PartialVersion:
    """What a presentation shows, with withheld parts in their places.

    Holds for what is shown. That nothing else was left out is the disclosure statement's to say
    (``formats.disclosure.covers``).

    Raises:
        IntegrityFailure: ``jws.*``, ``sdjwt.*`` or ``canonical.*``: signature, header, claims, disclosures.
        Unsupported: ``sdjwt.newer``.

    """
    check_sizes(sealed)
    payload = jws.verify(sealed.jwt, TYP_RECORD, key, max_chars=MAX_JWT_CHARS)
    return reveal(sealed, payload)[0]


def reveal(sealed: Sealed, payload: dict[str, JSON]) -> tuple[PartialVersion, Revealer]:
    """The version behind claims whose signature the caller has checked (or knows it did not)."""
    _check_claims(payload)
    revealer = Revealer(sealed.disclosures)
    fields, attachments = payload["fields"], payload["attachments"]
    if not isinstance(fields, dict) or not isinstance(attachments, list):
        raise IntegrityFailure("sdjwt.claim", claim="fields")
    shown_fields = revealer.members(fields, ("fields",)) if fields else {}
    shown_attachments = revealer.value(list(attachments), ("attachments",))
    code, reason = _root(revealer, payload[SD])
    revealer.finish()
    partial = PartialVersion(
        **cast("dict[str, Any]", {name: payload[name] for name in claims.VISIBLE}),
        code=code,
        reason=reason,
        fields=shown_fields,
        attachments=cast("list[Shown]", shown_attachments),
        withheld=revealer.withheld,
    )
    return partial, revealer


def _check_claims(payload: dict[str, JSON]) -> None:
    """Exactly the claims of this profile, each in its form."""
    profile = payload.get("profile")
    if isinstance(profile, int) and profile > PROFILE:
        raise Unsupported("sdjwt.newer", profile=profile)
    if payload.keys() != _CONTAINERS | set(claims.VISIBLE) or profile != PROFILE or profile is True:
        raise IntegrityFailure("sdjwt.claims")
    if payload["_sd_alg"] != HASH_ALGORITHM:
        raise IntegrityFailure("sdjwt.hash-algorithm")
    fault = claims.first_fault(cast("dict[str, object]", payload))
    if fault is not None:
        raise IntegrityFailure("sdjwt.claim", claim=fault)


def _root(revealer: Revealer, digests: JSON) -> tuple[str | Withheld, str | Withheld | None]:
    """Code and reason, the two parts of the root; one that is withheld alone is known by the other."""
    shown = revealer.named(digests, ())
    hidden = [name for name in shown if name.startswith(WITHHELD_MEMBER)]
    missing = [name for name in ("code", "reason") if name not in shown]
    if len(shown) != 2 or len(hidden) != len(missing):
        raise IntegrityFailure("sdjwt.root")
    only = hidden[0][len(WITHHELD_MEMBER) :] if len(hidden) == 1 else None
    if only is not None:
        revealer.withheld[only] = (missing[0],)
    code, reason = (shown.get(name, Withheld(only)) for name in ("code", "reason"))
    if not isinstance(code, Withheld) and not claims.is_code(code):
        raise IntegrityFailure("sdjwt.claim", claim="code")
    if not isinstance(reason, Withheld) and not claims.is_reason(reason):
        raise IntegrityFailure("sdjwt.claim", claim="reason")
    return cast("str | Withheld", code), cast("str | Withheld | None", reason)
