"""Routes of devices; each answers for the asking device's own things only (R31)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from field_doc.base.errors import AccessRefused
from field_doc.formats.canonical import JSON
from field_doc.formats.merkle import HASH_BYTES
from field_doc.formats.shape import DIGEST, ORIGIN, Shape
from field_doc.formats.wire import MAX_MANIFEST_BYTES, MAX_PROOF, PART_BYTES
from field_doc.office.refusals import answer
from field_doc.office.requests import body, body_so_far, digest, number, shape, work
from field_doc.office.services import Services

NONCE_BYTES = 32
_MAX_NOTE = 16 * 1024


def device_routes(services: Services) -> list[Route]:
    """Everything a device may ask after its login."""
    return [*_submitting(services), *_uploading(services), *_asking(services)]


def _submitting(services: Services) -> list[Route]:
    async def submit(request: Request) -> Response:
        caller = await services.caller(request)
        data = await body(request, MAX_MANIFEST_BYTES)
        taken = await work(services.submissions.take, caller.device, caller.keys, data)
        missing: list[JSON] = [{"digest": name, "offset": held, "part": part} for name, part, held in taken.missing]
        return answer({"manifest": taken.digest, "missing": missing})

    async def complete(request: Request) -> Response:
        caller = await services.caller(request)
        text = await work(services.submissions.complete, caller.device, digest(request))
        return answer({"state": "checking"}, 202) if text is None else answer({"receipt": text})

    async def advance(request: Request) -> Response:
        caller = await services.caller(request)
        found = await shape(request)
        note = found.text("checkpoint", limit=_MAX_NOTE)
        proof = found.items("consistency", _node, most=MAX_PROOF)
        found.end()
        await work(services.submissions.advance, caller.device, caller.keys, note, proof)
        return answer({})

    async def head(request: Request) -> Response:
        caller = await services.caller(request)
        origin = request.query_params.get("origin", "")
        if not ORIGIN.fullmatch(origin):
            raise AccessRefused("office.not-found")
        return answer(await work(services.submissions.head, caller.device, origin))

    return [
        Route("/v1/submissions", submit, methods=["POST"]),
        Route("/v1/submissions/{digest}/complete", complete, methods=["POST"]),
        Route("/v1/heads", advance, methods=["POST"]),
        Route("/v1/heads", head),
    ]


def _node(value: JSON) -> bytes:
    return Shape({"node": value}, "request.malformed").raw("node", HASH_BYTES)


def _uploading(services: Services) -> list[Route]:
    async def put(request: Request) -> Response:
        """What came before a broken line is kept: the next try goes on from there."""
        caller, name = await services.caller(request), digest(request)
        part, offset = number(request.path_params["part"]), number(request.query_params.get("offset", "0"))
        data, _ = await body_so_far(request, PART_BYTES)
        held = await work(services.objects.append, caller.device, name, part, offset, data)
        return answer({"held": held})

    async def held(request: Request) -> Response:
        caller = await services.caller(request)
        found = await work(services.objects.held, caller.device, digest(request))
        return answer({"held": list(found)})

    return [
        Route("/v1/objects/{digest}/parts/{part}", put, methods=["PUT"]),
        Route("/v1/objects/{digest}/parts", held),
    ]


def _asking(services: Services) -> list[Route]:
    async def receipts(request: Request) -> Response:
        caller = await services.caller(request)
        after = number(request.query_params.get("after", "0"))
        items, more = await work(services.submissions.receipts, caller.device, after)
        return answer({"more": more, "receipts": items})

    async def possession(request: Request) -> Response:
        caller = await services.caller(request)
        found = await shape(request)
        name, nonce = found.text("digest", DIGEST), found.raw("nonce", NONCE_BYTES)
        found.end()
        proof = await work(services.objects.possession, caller.device, name, nonce)
        return answer({"proof": proof})

    return [Route("/v1/receipts", receipts), Route("/v1/possession", possession, methods=["POST"])]
