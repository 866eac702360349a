"""Whether the wall clock can be believed beside the entry before: set, or behind what was entered already (R33).

Within one boot the boot-time clock, which counts suspended time too, says how much the wall clock may have moved.
Across boots only a wall clock behind the last entry is noticed. Neither says who set it, nor which was right.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from field_doc.base.clock import Instant
    from field_doc.formats.ledger_entry import Leaf

#: A clock is corrected by seconds all the time (NTP); what is more than this is told.
TOLERANCE_S = 60
_BEHIND_S = 1


def anomaly(before: Leaf, now: Instant) -> Mapping[str, str] | None:
    """Terms of a ``clock.anomaly`` entry, or None.

    Args:
        before: the last entry.
        now: the reading for the entry to be made.

    Returns:
        ``kind`` ``set`` (within one boot) or ``behind`` (after a boot), and ``seconds`` by which the wall clock
        stands ahead (+) or behind (-) of where it should at least be.

    """
    walked = (now.wall - datetime.fromisoformat(before.wall)).total_seconds()
    if now.boot_id == before.boot_id:
        off = walked - (now.boot_ms - before.boot_ms) / 1000
        if abs(off) <= TOLERANCE_S:
            return None
        return {"kind": "set", "seconds": f"{off:+.0f}"}
    if walked >= -_BEHIND_S:
        return None
    return {"kind": "behind", "seconds": f"{walked:+.0f}"}
