"""Recipients and identities: their texts, and what they wrap and open."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure, Unsupported
from field_doc.formats import age
from field_doc.formats.age import bech32, unpadded
from field_doc.formats.age.hybrid import ENCAPSULATED_LENGTH, PUBLIC_LENGTH

FILE_KEY = b"sixteen bytes ok"
PAIRS = [(age.HybridIdentity, age.HybridRecipient), (age.X25519Identity, age.X25519Recipient)]
# From the age specification: an X25519 identity with its recipient, and a hybrid identity.
SPEC_X25519 = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
SPEC_X25519_RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
SPEC_HYBRID = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
SPEC_HYBRID_RECIPIENT_START = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95"


@pytest.mark.parametrize("text", ["A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"])
def test_valid_bech32_of_bip173(text):
    prefix, data = bech32.decode(text)
    assert bech32.encode(prefix, data) == text.lower()


@pytest.mark.parametrize(
    "text",
    ["", "1", "a1", "A12uEL5L", "a12uel5m", "\x20" + "1nwldj5", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3",
     "a12uel5l\n", "ä12uel5l", "a" * 5000, "pzry9x0s0muk"],
)  # fmt: skip
def test_invalid_bech32(text):
    with pytest.raises(InputProblem) as caught:
        bech32.decode(text)
    assert caught.value.code == "age.bech32"


@given(st.binary(max_size=80), st.text("abcxyz0189-", min_size=1, max_size=10))
@settings(max_examples=100)
def test_bech32_comes_back(data, prefix):
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@given(st.binary(max_size=40), st.data())
@settings(max_examples=100)
def test_bech32_finds_a_wrong_character(data, draw):
    text = bech32.encode("age", data)
    place = draw.draw(st.integers(4, len(text) - 1))
    other = draw.draw(st.sampled_from([c for c in "qpzry9x8gf2tvdw0s3jn54khce6mua7l" if c != text[place]]))
    with pytest.raises(InputProblem):
        bech32.decode(text[:place] + other + text[place + 1 :])


def test_padding_bits_of_bech32_are_zero():
    # One byte takes two words; the second has two left-over bits. A third word would be too many.
    good = bech32._to_words(b"\xff")
    for words in ([good[0], good[1] | 1], [*good, 0]):
        text = "age1" + "".join(bech32._ALPHABET[w] for w in words + bech32._checksum("age", words))
        with pytest.raises(InputProblem):
            bech32.decode(text)


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q Q", "QQ\n", "-_8", "ї"])
def test_base64_that_is_not_canonical(text):
    with pytest.raises(IntegrityFailure) as caught:
        unpadded.decode(text)
    assert caught.value.code == "age.header-base64"


@given(st.binary(max_size=70))
@settings(max_examples=60)
def test_base64_comes_back(data):
    assert unpadded.decode(unpadded.encode(data), len(data)) == data


def test_texts_of_the_specification():
    assert age.X25519Identity.from_text(SPEC_X25519).recipient().text() == SPEC_X25519_RECIPIENT
    assert age.X25519Identity.from_text(SPEC_X25519).text() == SPEC_X25519
    identity = age.HybridIdentity.from_text(SPEC_HYBRID)
    assert identity.recipient().text().startswith(SPEC_HYBRID_RECIPIENT_START)
    assert identity.text() == SPEC_HYBRID


@pytest.mark.parametrize(("identity_type", "recipient_type"), PAIRS)
def test_what_is_wrapped_only_its_identity_opens(identity_type, recipient_type):
    identity, other = identity_type.generate(), identity_type.generate()
    recipient = recipient_type.from_text(identity.recipient().text())
    stanza, again = recipient.wrap(FILE_KEY), recipient.wrap(FILE_KEY)
    assert stanza != again
    assert identity_type.from_text(identity.text()).unwrap(stanza) == FILE_KEY
    assert identity.unwrap(again) == FILE_KEY
    assert other.unwrap(stanza) is None


@pytest.mark.parametrize(("identity_type", "recipient_type"), PAIRS)
def test_texts_of_the_wrong_kind_or_case(identity_type, recipient_type):
    identity = identity_type(bytes(range(32)))
    wrong = [
        bech32.encode("age1tag", bytes(33)),
        bech32.encode("age", bytes(31)),
        bech32.encode("age1pq", b""),
    ]
    for text in [*wrong, identity.recipient().text().upper(), identity.text()]:
        with pytest.raises(InputProblem) as caught:
            recipient_type.from_text(text)
        assert caught.value.code == "age.recipient-text"
    for text in [
        identity.text().lower(),
        identity.recipient().text(),
        bech32.encode("age-secret-key-", b"").upper(),
    ]:
        with pytest.raises(InputProblem) as caught:
            identity_type.from_text(text)
        assert caught.value.code == "age.identity-text"


def test_an_encapsulation_key_outside_the_field_is_refused():
    with pytest.raises(InputProblem) as caught:
        age.HybridRecipient(b"\xff" * PUBLIC_LENGTH)
    assert caught.value.code == "age.recipient-text"


def test_a_recipient_of_low_order_is_refused():
    with pytest.raises(InputProblem) as caught:
        age.X25519Recipient(bytes(32)).wrap(FILE_KEY)
    assert caught.value.code == "age.recipient-text"


def test_identities_from_injected_randomness_are_the_same_each_time():
    def fixed(length):
        return hashlib.shake_128(b"test").digest(length)

    for identity_type, _ in PAIRS:
        assert identity_type.generate(fixed).text() == identity_type.generate(fixed).text()
    recipient = age.HybridIdentity.generate(fixed).recipient()
    assert recipient == age.HybridIdentity.generate(fixed).recipient()
    assert hash(recipient) == hash(age.HybridIdentity.generate(fixed).recipient())


def test_secrets_do_not_show_in_a_repr():
    for secret in (age.HybridIdentity.generate(), age.X25519Identity.generate()):
        assert secret.text() not in repr(secret)
        assert "SECRET" not in repr(secret)
    assert "open sesame" not in repr(age.ScryptIdentity("open sesame"))


def test_a_file_key_has_sixteen_bytes():
    for recipient in (age.HybridIdentity.generate().recipient(), age.X25519Identity.generate().recipient()):
        with pytest.raises(Bug) as caught:
            recipient.wrap(b"short")
        assert caught.value.code == "age.file-key-length"
    assert len(age.new_file_key()) == age.FILE_KEY_LENGTH
    assert age.new_file_key() != age.new_file_key()


@pytest.mark.parametrize("identity_type", [age.HybridIdentity, age.X25519Identity])
def test_stanzas_of_other_types_are_passed_over(identity_type):
    assert identity_type.generate().unwrap(age.Stanza(("grease", "x"), b"")) is None
    assert age.ScryptIdentity("x").unwrap(age.Stanza(("grease", "x"), b"")) is None


def test_a_file_key_of_another_length_is_never_opened():
    stanza = age.HybridIdentity.generate().recipient().wrap(FILE_KEY)
    longer = age.Stanza(stanza.arguments, stanza.body + b"\0")
    with pytest.raises(IntegrityFailure) as caught:
        age.HybridIdentity.generate().unwrap(longer)
    assert caught.value.code == "age.stanza-body"
    assert len(unpadded.decode(stanza.arguments[1])) == ENCAPSULATED_LENGTH


def test_the_work_of_a_passphrase_is_bounded_before_it_is_done():
    stanza = age.Stanza(("scrypt", unpadded.encode(bytes(16)), "12"), bytes(32))
    assert age.ScryptIdentity("x", max_log_n=12).unwrap(stanza) is None
    with pytest.raises(Unsupported) as caught:
        age.ScryptIdentity("x", max_log_n=11).unwrap(stanza)
    assert caught.value.code == "age.scrypt-work"
