"""Putting disclosures back where their digests stand, refusing whatever does not fit.

Follows RFC 9901 section 7.1 step 3 to 5, without the leniency that libraries add: each digest once in the
whole version, each disclosure used once, nothing in clear that the grain hides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats.sdjwt import parts
from field_doc.formats.sdjwt.grain import is_whole
from field_doc.formats.sdjwt.model import (
    ELEMENT,
    MAX_DEPTH,
    MAX_DISCLOSURES,
    SD,
    WITHHELD_MEMBER,
    Path,
    Shown,
    Withheld,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from field_doc.formats.canonical import JSON
    from field_doc.formats.sdjwt.parts import Part


class Revealer:
    """One walk over one version; ``withheld`` and ``places`` are filled on the way."""

    def __init__(self, disclosures: Iterable[str]) -> None:
        self._parts: dict[str, Part] = {}
        self._seen: set[str] = set()
        self.withheld: dict[str, Path | None] = {}
        self.places: dict[str, Path] = {}
        salts: set[str] = set()
        for disclosure in disclosures:
            part = parts.read(disclosure)
            if part.digest in self._parts:
                raise IntegrityFailure("sdjwt.disclosure-twice")
            if part.salt in salts:
                raise IntegrityFailure("sdjwt.salt-twice")
            salts.add(part.salt)
            self._parts[part.digest] = part

    def value(self, value: JSON, path: Path) -> Shown:
        """What can be seen of ``value``, which stands at ``path``."""
        if not isinstance(value, list | dict):
            return value
        if isinstance(value, list):
            self._check_depth(path, value)
            return [self._element(element, (*path, place)) for place, element in enumerate(value)]
        if is_whole(value):
            return dict[str, Shown](value)  # type: ignore[arg-type]
        return self.members(value, path)

    def members(self, hidden: dict[str, JSON], path: Path) -> dict[str, Shown]:
        """What can be seen of an object: disclosed members by name, withheld ones by ``~digest``."""
        self._check_depth(path, hidden)
        if hidden.keys() != {SD}:
            raise IntegrityFailure("sdjwt.grain")
        return self.named(hidden[SD], path)

    def named(self, digests: JSON, path: Path) -> dict[str, Shown]:
        """The members behind a list of digests."""
        if not isinstance(digests, list) or not digests:
            raise IntegrityFailure("sdjwt.grain")
        shown: dict[str, Shown] = {}
        for digest in digests:
            part = self._take(digest)
            if part is None:
                assert isinstance(digest, str)
                self.withheld[digest] = None
                shown[WITHHELD_MEMBER + digest] = Withheld(digest)
                continue
            if part.name is None:
                raise IntegrityFailure("sdjwt.kind")
            if part.name in shown:
                raise IntegrityFailure("sdjwt.name-twice")
            self.places[part.digest] = (*path, part.name)
            shown[part.name] = self.value(part.value, (*path, part.name))
        if sorted(digests) != digests:  # type: ignore[type-var]
            raise IntegrityFailure("sdjwt.order")
        return dict(sorted(shown.items()))

    def finish(self) -> None:
        """Refuse disclosures that no digest asked for: anybody could have added them (R10)."""
        strangers = len(self._parts) - len(self.places)
        if strangers:
            raise IntegrityFailure("sdjwt.unreferenced", count=strangers)

    def _element(self, element: JSON, path: Path) -> Shown:
        """What can be seen of one array element."""
        if not isinstance(element, dict) or element.keys() != {ELEMENT}:
            raise IntegrityFailure("sdjwt.grain")
        digest = element[ELEMENT]
        part = self._take(digest)
        if part is None:
            assert isinstance(digest, str)
            self.withheld[digest] = path
            return Withheld(digest)
        if part.name is not None:
            raise IntegrityFailure("sdjwt.kind")
        self.places[part.digest] = path
        return self.value(part.value, path)

    def _take(self, digest: JSON) -> Part | None:
        """The part behind a digest, None if it is withheld; each digest stands once."""
        if not isinstance(digest, str) or not parts.is_digest(digest):
            raise IntegrityFailure("sdjwt.grain")
        if digest in self._seen:
            raise IntegrityFailure("sdjwt.digest-twice")
        self._seen.add(digest)
        if len(self._seen) > MAX_DISCLOSURES:
            raise IntegrityFailure("sdjwt.too-many", count=len(self._seen), limit=MAX_DISCLOSURES)
        return self._parts.get(digest)

    @staticmethod
    def _check_depth(path: Path, value: list[JSON] | dict[str, JSON]) -> None:
        """Parts inside ``value`` would have a path one longer."""
        if value and len(path) >= MAX_DEPTH:
            raise IntegrityFailure("sdjwt.depth", limit=MAX_DEPTH)
