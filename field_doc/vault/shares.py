"""Recovery shares: SLIP-39 over a slot key, never over the vault key (R20).

A lost share is revoked by rewriting the slot: the old shares then open nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shamir_mnemonic
from shamir_mnemonic.utils import MnemonicError

from field_doc.base.errors import AccessRefused, InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_SHARES = 16
SLOT_KEY_BYTES = 32


def split(slot_key: bytes, threshold: int, shares: int) -> list[str]:
    """Word lists (33 English words each), any ``threshold`` of which give the slot key back (SLIP-0039)."""
    if not (1 < threshold <= shares <= MAX_SHARES):
        raise InputProblem("shares.numbers", threshold=threshold, shares=shares)
    # The slot key is random already: SLIP-39's own passphrase stays empty, its stretching at the minimum.
    groups = shamir_mnemonic.generate_mnemonics(1, [(threshold, shares)], slot_key, iteration_exponent=0)
    return list(groups[0])


def combine(mnemonics: Sequence[str]) -> bytes:
    """The slot key.

    Raises:
        InputProblem: a share is mistyped, of another set, or one is missing.

    """
    try:
        secret = bytes(shamir_mnemonic.combine_mnemonics([" ".join(m.lower().split()) for m in mnemonics]))
    except MnemonicError as error:
        raise InputProblem("shares.do-not-fit") from error
    if len(secret) != SLOT_KEY_BYTES:
        raise AccessRefused("shares.not-of-a-vault")
    return secret
