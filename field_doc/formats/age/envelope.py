"""Headers as wholes: a file key into a header for recipients, a header into a file key by identities.

Field Doc keeps headers apart from payloads (R06, R12): a file key may have several headers, each of
which, joined with the payload, is a complete age file.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence

from field_doc.base.errors import AccessRefused, Bug, IntegrityFailure
from field_doc.formats.age import hybrid, scrypt
from field_doc.formats.age.header import Header, build_header, header_mac, parse_header
from field_doc.formats.age.keys import Identity, Recipient, check_file_key


def seal_header(file_key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Header bytes that wrap ``file_key`` once for each recipient, MAC included.

    Raises:
        Bug: ``age.no-recipients``, or ``age.mixed-recipients`` when hybrid ones stand beside others (R27).

    """
    stanzas = [recipient.wrap(check_file_key(file_key)) for recipient in recipients]
    kinds = {stanza.kind for stanza in stanzas}
    if not stanzas:
        raise Bug("age.no-recipients")
    if hybrid.KIND in kinds and len(kinds) > 1:
        raise Bug("age.mixed-recipients")
    return build_header(stanzas, file_key)


def open_header(header: bytes, identities: Iterable[Identity]) -> bytes:
    """The file key, once the header's MAC has been checked in constant time.

    Raises:
        AccessRefused: ``age.no-identity-matched``.
        IntegrityFailure: ``age.header-*``, ``age.stanza-*``; ``age.header-mac`` when the header was changed.

    """
    parsed = parse_header(header)
    _check_scrypt_alone(parsed)
    file_key = _unwrap(parsed, list(identities))
    if not hmac.compare_digest(header_mac(file_key, parsed.raw), parsed.mac):
        raise IntegrityFailure("age.header-mac")
    return file_key


def _check_scrypt_alone(header: Header) -> None:
    """Who knows a passphrase may take the file to be from its owner; another stanza would break that."""
    if len(header.stanzas) > 1 and any(stanza.kind == scrypt.KIND for stanza in header.stanzas):
        raise IntegrityFailure("age.header-scrypt-not-alone")


def _unwrap(header: Header, identities: list[Identity]) -> bytes:
    """The file key from the first stanza any identity opens."""
    for identity in identities:
        for stanza in header.stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise AccessRefused("age.no-identity-matched")
