"""``field-doc self-check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app import self_check as checks

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output

_DOES_NOT_HOLD = 1
_MARKS = {"ok": "+", "notice": "!", "failed": "-"}


def self_check(args: Namespace, words: Words, out: Output) -> int:  # noqa: ARG001 (same shape as every handler)
    """Known answers, versions, this machine; exit 1 when something fails."""
    found = checks.run()
    ok = all(c.state != "failed" for c in found)
    lines = [f"{_MARKS[c.state]} {c.name:18} {c.detail}" for c in found]
    lines.append(words("Everything holds.") if ok else words("Something fails: do not use this copy."))
    out.result({"ok": ok, "checks": found}, "\n".join(lines))
    return 0 if ok else _DOES_NOT_HOLD
