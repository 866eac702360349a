"""Reading a request: bodies with limits, exact members, whose session it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from field_doc.base.errors import AccessRefused, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.base64text import from_b64
from field_doc.formats.shape import DIGEST, Shape

P = ParamSpec("P")
T = TypeVar("T")
MAX_JSON = 64 * 1024
_CODE = "request.malformed"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_TOKEN = re.compile(r"[0-9a-f]{64}")


async def work(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a step that touches disk or database off the loop."""
    return await run_in_threadpool(step, *args, **kwargs)


async def body(request: Request, limit: int) -> bytes:
    """The whole body; raises ``IntegrityFailure`` ``request.too-big`` or, cut off, ``request.malformed``."""
    found, complete = await body_so_far(request, limit)
    if not complete:
        raise IntegrityFailure(_CODE)
    return found


async def body_so_far(request: Request, limit: int) -> tuple[bytes, bool]:
    """What came of a body before its line broke, and whether that is all."""
    announced = request.headers.get("content-length", "0")
    if not _NUMBER.fullmatch(announced) or int(announced) > limit:
        raise IntegrityFailure("request.too-big", limit=limit)
    found = bytearray()
    try:
        async for block in request.stream():
            found += block
            if len(found) > limit:
                raise IntegrityFailure("request.too-big", limit=limit)
    except ClientDisconnect:
        return bytes(found), False
    return bytes(found), True


async def shape(request: Request, limit: int = MAX_JSON) -> Shape:
    """The body as an object of canonical JSON, its members to be taken one by one."""
    return Shape(canonical.decode(await body(request, limit), max_bytes=limit), _CODE)


def blob(found: Shape, name: str, limit: int = MAX_JSON) -> bytes:
    """A member in base 64."""
    data = from_b64(found.text(name, limit=limit))
    if data is None:
        raise found.fail()
    return data


def digest(request: Request) -> str:
    """The digest in the path; what is no digest names nothing."""
    text = str(request.path_params["digest"])
    if not DIGEST.fullmatch(text):
        raise AccessRefused("office.not-found")
    return text


def number(text: str) -> int:
    """A count in a path or query."""
    if not _NUMBER.fullmatch(text):
        raise IntegrityFailure(_CODE)
    return int(text)


def token(request: Request) -> str:
    """The session's token; raises ``AccessRefused`` ``session.unknown``."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not _TOKEN.fullmatch(text):
        raise AccessRefused("session.unknown")
    return text
