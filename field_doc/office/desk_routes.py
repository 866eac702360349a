"""Routes of the desk: cards, devices, fetching what is stored, its receipts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from field_doc.base.errors import IntegrityFailure
from field_doc.formats.canonical import JSON
from field_doc.formats.receipt import MAX_RECEIPT_CHARS
from field_doc.formats.shape import DIGEST, THUMBPRINT, Shape
from field_doc.office.devices import STATES, Decision
from field_doc.office.open_routes import CARD_ID
from field_doc.office.refusals import answer
from field_doc.office.requests import digest, number, shape, work
from field_doc.office.services import Services

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CODE = re.compile(r"[^\x00-\x1f\x7f]{1,40}")
_STATE = re.compile("|".join(STATES))
_SUBMISSION_STATES = {"open", "stored", "accepted", "refused"}
_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_MEMBERS = 8


def desk_routes(services: Services) -> list[Route]:
    """Everything only the desk may ask."""
    return [*_devices(services), *_fetching(services)]


def _devices(services: Services) -> list[Route]:
    async def card(request: Request) -> Response:
        await services.desk(request)
        found = await shape(request)
        card_id, half = found.text("card_id", CARD_ID), found.text("half", DIGEST)
        code, expires = found.text("code", _CODE), found.text("expires", _TIME)
        found.end()
        await work(services.devices.register_card, card_id, half, code, expires)
        return answer({})

    async def enrolments(request: Request) -> Response:
        await services.desk(request)
        return answer({"enrolments": await work(services.devices.enrolments)})

    async def decide(request: Request) -> Response:
        await services.desk(request)
        found = await shape(request)
        decision = Decision(
            device=found.text("device", THUMBPRINT),
            card_id=found.maybe_text("card_id", CARD_ID),
            state=found.text("state", _STATE),
            since=found.maybe_text("since", _TIME),
            keys=_texts(found, "keys"),
            certificates=_texts(found, "certificates"),
        )
        found.end()
        await work(services.devices.decide, decision)
        return answer({})

    return [
        Route("/v1/cards", card, methods=["POST"]),
        Route("/v1/desk/enrolments", enrolments),
        Route("/v1/desk/devices", decide, methods=["POST"]),
    ]


def _texts(found: Shape, name: str) -> dict[str, str] | None:
    """A small object of texts, or null."""
    value: JSON = found.take(name)
    if value is None:
        return None
    if not isinstance(value, dict) or len(value) > _MEMBERS:
        raise found.fail()
    inner = Shape(value, "request.malformed")
    return {key: inner.text(key, limit=16 * 1024) for key in value}


def _fetching(services: Services) -> list[Route]:
    async def submissions(request: Request) -> Response:
        await services.desk(request)
        state = request.query_params.get("state", "stored")
        if state not in _SUBMISSION_STATES:
            raise IntegrityFailure("request.malformed")
        after = number(request.query_params.get("after", "0"))
        items, more = await work(services.submissions.of_state, state, after)
        return answer({"more": more, "submissions": items})

    async def fetch(request: Request) -> Response:
        await services.desk(request)
        name = digest(request)
        device, size = await work(services.objects.owner, name)
        start, end = _range(request.headers.get("range"), size)
        blocks: Iterator[bytes] = services.objects.read(device, name, start, end)
        headers = {"content-length": str(end - start)}
        if "range" in request.headers:
            headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        return StreamingResponse(
            iterate_in_threadpool(blocks),
            206 if "range" in request.headers else 200,
            headers,
            "application/octet-stream",
        )

    async def judge(request: Request) -> Response:
        await services.desk(request)
        found = await shape(request, MAX_RECEIPT_CHARS + 1024)
        name, text = found.text("manifest", DIGEST), found.text("receipt", limit=MAX_RECEIPT_CHARS)
        found.end()
        await work(services.submissions.judge, name, text)
        return answer({})

    return [
        Route("/v1/desk/submissions", submissions),
        Route("/v1/desk/objects/{digest}", fetch),
        Route("/v1/desk/receipts", judge, methods=["POST"]),
    ]


def _range(text: str | None, size: int) -> tuple[int, int]:
    """Start and end (exclusive) of one byte range; raises ``request.range``."""
    if text is None:
        return 0, size
    match = _RANGE.fullmatch(text)
    if match is None or int(match[1]) >= size:
        raise IntegrityFailure("request.range", size=size)
    end = min(size, int(match[2]) + 1) if match[2] else size
    if end <= int(match[1]):
        raise IntegrityFailure("request.range", size=size)
    return int(match[1]), end
