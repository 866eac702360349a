"""SLIP-0039's own vectors against the library our recovery shares stand on, and against our way of asking it.

All vectors are passphrase ``TREZOR`` sets of 128- or 256-bit secrets. Ours are 256-bit slot keys without a
passphrase: for `shares.combine` the valid vectors are foreign sets, which must be told apart without a crash.
"""

import json

import pytest
import shamir_mnemonic
from shamir_mnemonic.utils import MnemonicError

from field_doc.base.errors import FieldDocError
from field_doc.vault import shares


@pytest.fixture(scope="module")
def vectors(corpus_dir):
    found = json.loads((corpus_dir / "vectors" / "slip39" / "vectors.json").read_text())
    assert len(found) >= 40
    return found


def test_every_vector_gives_its_secret_or_is_refused(vectors):
    for description, mnemonics, secret, *_ in vectors:
        if secret:
            assert shamir_mnemonic.combine_mnemonics(mnemonics, b"TREZOR").hex() == secret, description
        else:
            with pytest.raises(MnemonicError):
                shamir_mnemonic.combine_mnemonics(mnemonics, b"TREZOR")


def test_foreign_sets_never_open_a_slot_and_never_crash(vectors):
    for description, mnemonics, secret, *_ in vectors:
        try:
            found = shares.combine(mnemonics)
        except FieldDocError:
            continue
        # Without the passphrase the same words give another secret: SLIP-39 has no way to tell.
        assert found.hex() != secret, description


def test_our_own_sets_come_back_with_any_threshold_of_their_shares():
    secret = bytes(range(32))
    mnemonics = shares.split(secret, 3, 5)
    assert all(len(m.split()) == 33 for m in mnemonics)
    assert shares.combine([mnemonics[4], mnemonics[0], mnemonics[2]]) == secret
