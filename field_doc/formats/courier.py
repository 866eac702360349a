"""The consignment of a courier stick, read and written as a stream (docs/spec/courier.md).

The inside is what the one age envelope holds: a frame, the head, each object behind its digest, zeros.
The outside is the envelope behind its length, in parts of one size. Both sizes are known before the first
byte is written, and neither side ever holds more than a block of it. No files here: bytes come and go.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.age import payload_size
from field_doc.formats.canonical import JSON

#: Octets of every part on a stick.
STICK_PART = 8 * 1024 * 1024
#: Octets of the head: the list of what is inside. It is held in memory, so it is bounded.
MAX_HEAD = 4 * 1024 * 1024
#: Objects in one consignment.
MAX_OBJECTS = 20_000
#: Parts of one consignment: a tebibyte.
MAX_PARTS = 131_072
#: Octets of an object's name: ``sha256:`` and 64 digits.
_NAME = 71
_PADDING = 4096
_LENGTH = 8
_FRAME = struct.Struct(">IQ")

Block = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its digest (``sha256:…``) and its size in octets."""

    digest: str
    bytes: int


def fits(head: int, objects: int) -> bool:
    """Whether a head of that many octets over that many objects may go on one stick."""
    return head <= MAX_HEAD and objects <= MAX_OBJECTS


# sizes, before anything is written


def inside_size(head: bytes, items: Iterable[Item]) -> int:
    """Octets of the envelope's plaintext, its length and its zeros included."""
    return _LENGTH + _padded(_content_size(head, items))


def part_count(header: int, inside: int) -> int:
    """Parts of a stick whose envelope has a header of that length and an inside of that size."""
    return -(-(_LENGTH + header + payload_size(inside)) // STICK_PART)


def _content_size(head: bytes, items: Iterable[Item]) -> int:
    return _FRAME.size + len(head) + sum(_FRAME.size + len(i.digest) + i.bytes for i in items)


def _padded(size: int) -> int:
    return -(-size // _PADDING) * _PADDING


# writing


def write_inside(head: bytes, items: Sequence[Item], read: Callable[[Item], Iterator[Block]]) -> Iterator[Block]:
    """The envelope's plaintext in blocks, front to back.

    Args:
        head: canonical bytes of the head.
        items: objects in the order the manifests name them, each once.
        read: an object's octets in blocks.

    Raises:
        IntegrityFailure: ``courier.object-differs`` when an object no longer is what its digest says.

    """
    if not fits(len(head), len(items)):
        raise Bug("courier.limit", head=len(head), objects=len(items))
    size = _content_size(head, items)
    yield size.to_bytes(_LENGTH, "big") + _FRAME.pack(len(head), len(items)) + head
    for item in items:
        name = item.digest.encode("ascii")
        yield _FRAME.pack(len(name), item.bytes) + name
        yield from _checked(item, read(item))
    yield bytes(_padded(size) - size)


def _checked(item: Item, blocks: Iterable[Block]) -> Iterator[Block]:
    """An object on its way: what leaves has the size and digest that were entered, or nothing leaves."""
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
        if size > item.bytes:
            break
        yield block
    if (size, "sha256:" + digest.hexdigest()) != (item.bytes, item.digest):
        raise IntegrityFailure("courier.object-differs")


class BlockSource:
    """Blocks as something that can be read into a buffer, for ``age.encrypt_stream``."""

    def __init__(self, blocks: Iterable[Block], took: Callable[[int], None]) -> None:
        self._blocks = iter(blocks)
        self._rest = memoryview(b"")
        self._took = took

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill as much of ``buffer`` as one block does; 0 at the end."""
        while not self._rest:
            following = next(self._blocks, None)
            if following is None:
                return 0
            self._rest = memoryview(following)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self._took(count)
        return count


# reading


class Inside:
    """The envelope's plaintext as it is read: head, then one object after the other, then the end.

    Args:
        blocks: the plaintext in order, authenticated.
        size: how much there is of it in all.
        type_label: what kind of consignment is expected.

    Raises:
        IntegrityFailure: ``courier.malformed``, ``courier.limit``, or ``canonical.*`` for the head.

    """

    def __init__(self, blocks: Iterator[memoryview], size: int, type_label: str) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")
        self._pending = 0
        length = int.from_bytes(self._take(_LENGTH), "big")
        if size != _LENGTH + _padded(length):
            raise IntegrityFailure("courier.malformed")
        #: Octets of content that were not read yet.
        self._left = length
        head_length, self.count = self._frame()
        if not fits(head_length, self.count):
            raise IntegrityFailure("courier.limit", head=head_length, objects=self.count)
        head = canonical.decode(self._content(head_length), max_bytes=MAX_HEAD)
        if not isinstance(head, dict) or head.get("type") != type_label:
            raise IntegrityFailure("courier.malformed")
        self.head: Mapping[str, JSON] = head
        self._given = 0
        self._zeros = size - _LENGTH - length

    def next_object(self) -> Item | None:
        """What comes next; None after the last. The one before has to have been read to its end."""
        if self._pending:
            raise Bug("courier.misused")
        if self._given == self.count:
            return None
        self._given += 1
        name_length, size = self._frame()
        if name_length != _NAME:
            raise IntegrityFailure("courier.malformed")
        try:
            name = self._content(name_length).decode("ascii")
        except UnicodeDecodeError as error:
            raise IntegrityFailure("courier.malformed") from error
        if size > self._left:
            raise IntegrityFailure("courier.malformed")
        self._pending = size
        return Item(name, size)

    def blocks(self) -> Iterator[memoryview]:
        """The octets of the object ``next_object`` named, in blocks of at most what was decrypted at once."""
        while self._pending:
            block = self._some(self._pending)
            self._pending -= len(block)
            self._left -= len(block)
            yield block

    def finish(self) -> None:
        """Nothing but the zeros is left, and they are zeros."""
        if self._pending or self._given != self.count:
            raise Bug("courier.misused")
        if self._left or self._take(self._zeros).strip(b"\0") or self._rest or next(self._blocks, None) is not None:
            raise IntegrityFailure("courier.malformed")

    def _frame(self) -> tuple[int, int]:
        first, second = _FRAME.unpack(self._content(_FRAME.size))
        return int(first), int(second)

    def _content(self, count: int) -> bytes:
        """Exactly that many octets of the content, in memory: callers bound ``count`` before."""
        if count > self._left:
            raise IntegrityFailure("courier.malformed")
        self._left -= count
        return self._take(count)

    def _take(self, count: int) -> bytes:
        out = bytearray()
        while len(out) < count:
            out += self._some(count - len(out))
        return bytes(out)

    def _some(self, most: int) -> memoryview:
        """The next octets, at least one, at most ``most``."""
        while not self._rest:
            following = next(self._blocks, None)
            if following is None:
                raise IntegrityFailure("courier.malformed")
            self._rest = following
        block, self._rest = self._rest[:most], self._rest[most:]
        return block
