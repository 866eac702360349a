"""Headers: written for many, opened by one, authenticated, taken off a stream."""

from __future__ import annotations

import io

import pytest

from field_doc.base.errors import AccessRefused, Bug, FieldDocError, IntegrityFailure, Unsupported
from field_doc.formats import age
from field_doc.formats.age import header as headers

FILE_KEY = b"sixteen bytes ok"
GREASE = age.Stanza(("x-grease", "y"), b"z" * 48)


def refused(header, identity):
    with pytest.raises(FieldDocError) as caught:
        age.open_header(header, [identity])
    return caught.value.code


def test_every_recipient_opens_it_and_nobody_else():
    identities = [age.HybridIdentity.generate() for _ in range(3)]
    header = age.seal_header(FILE_KEY, [identity.recipient() for identity in identities])
    for identity in identities:
        assert age.open_header(header, [age.HybridIdentity.generate(), identity]) == FILE_KEY
    with pytest.raises(AccessRefused) as caught:
        age.open_header(header, [age.HybridIdentity.generate()])
    assert caught.value.code == "age.no-identity-matched"
    with pytest.raises(AccessRefused):
        age.open_header(header, [])


def test_a_header_comes_back_as_it_was_written():
    identity = age.HybridIdentity.generate()
    header = age.seal_header(FILE_KEY, [identity.recipient()])
    parsed = age.parse_header(header)
    assert [stanza.kind for stanza in parsed.stanzas] == ["mlkem768x25519"]
    assert header.startswith(parsed.raw + b" ")
    assert headers.build_header(list(parsed.stanzas), FILE_KEY) == header


@pytest.mark.parametrize("length", [0, 1, 47, 48, 49, 96, 1000])
def test_bodies_of_every_shape_come_back(length):
    stanza = age.Stanza(("test", "!~"), bytes(range(256))[:length] * (1 if length < 256 else 4))
    header = headers.build_header([stanza, GREASE], FILE_KEY)
    assert age.parse_header(header).stanzas == (stanza, GREASE)
    assert max(map(len, header.split(b"\n"))) <= 64


def test_split_leaves_the_stream_at_the_payload():
    header = age.seal_header(FILE_KEY, [age.HybridIdentity.generate().recipient()])
    stream = io.BytesIO(header + b"payload")
    assert age.split_header(stream) == header
    assert stream.read() == b"payload"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "age.header-truncated"),
        (b"age-encryption.org/v1", "age.header-truncated"),
        (b"age-encryption.org/v1\n-> X\n\n", "age.header-truncated"),
        (b"age-encryption.org/v1\n" + b"a" * headers.MAX_HEADER_BYTES, "age.header-size"),
        (b"%PDF-1.7\n", "age.header-version-line"),
        (b"age-encryption.org/v2\n", "age.version"),
    ],
)
def test_streams_without_a_header(data, code):
    with pytest.raises((IntegrityFailure, Unsupported)) as caught:
        age.split_header(io.BytesIO(data))
    assert caught.value.code == code


def test_nothing_stands_after_a_header():
    header = age.seal_header(FILE_KEY, [age.HybridIdentity.generate().recipient()])
    for extra in (b"\n", b"x", b"x\n", header):
        with pytest.raises(FieldDocError):
            age.parse_header(header + extra)


def test_too_many_stanzas_and_too_large_headers_are_not_tried():
    many = headers.build_header([GREASE] * (headers.MAX_STANZAS + 1), FILE_KEY)
    assert refused(many, age.HybridIdentity.generate()) == "age.header-size"
    large = headers.build_header([age.Stanza(("x",), bytes(headers.MAX_HEADER_BYTES))], FILE_KEY)
    assert refused(large, age.HybridIdentity.generate()) == "age.header-size"


def test_the_mac_covers_what_no_stanza_protects():
    identity = age.HybridIdentity.generate()
    header = headers.build_header([GREASE, identity.recipient().wrap(FILE_KEY)], FILE_KEY)
    assert age.open_header(header, [identity]) == FILE_KEY
    assert refused(header.replace(b"x-grease y", b"x-grease z"), identity) == "age.header-mac"


def test_a_stanza_moved_to_another_file_opens_nothing():
    identity = age.HybridIdentity.generate()
    stanza = identity.recipient().wrap(FILE_KEY)
    forged = headers.build_header([stanza], b"another file key")
    assert refused(forged, identity) == "age.header-mac"


def test_we_never_write_mixed_or_empty_headers():
    hybrid, classic = age.HybridIdentity.generate().recipient(), age.X25519Identity.generate().recipient()
    with pytest.raises(Bug) as caught:
        age.seal_header(FILE_KEY, [hybrid, classic])
    assert caught.value.code == "age.mixed-recipients"
    with pytest.raises(Bug) as caught:
        age.seal_header(FILE_KEY, [])
    assert caught.value.code == "age.no-recipients"


def test_mixed_headers_are_told_from_pure_ones():
    hybrid, classic = age.HybridIdentity.generate().recipient(), age.X25519Identity.generate().recipient()
    pq, weak = hybrid.wrap(FILE_KEY), classic.wrap(FILE_KEY)
    unknown, other_pq = age.Stanza(("example.com/x",), b""), age.Stanza(("mlkem768p256tag", "a", "b"), b"")
    expected = [
        ([pq], False, True),
        ([pq, pq], False, True),
        ([pq, GREASE], False, True),
        ([pq, other_pq], False, True),
        ([pq, weak], True, False),
        ([weak, GREASE, pq], True, False),
        ([pq, unknown], True, False),
        ([weak], False, False),
        ([GREASE], False, False),
    ]
    for stanzas, mixed, post_quantum in expected:
        header = headers.build_header(stanzas, FILE_KEY)
        assert (age.is_mixed(header), age.is_post_quantum(header)) == (mixed, post_quantum)


def test_a_stanza_that_cannot_be_written_is_refused():
    for stanza in (
        age.Stanza((), b""),
        age.Stanza(("a b",), b""),
        age.Stanza(("",), b""),
        age.Stanza(("ї",), b""),
    ):
        with pytest.raises(IntegrityFailure) as caught:
            headers.build_header([GREASE, stanza], FILE_KEY)
        assert caught.value.code == "age.header-stanza"
