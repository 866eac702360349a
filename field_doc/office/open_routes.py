"""Routes without a login: health, login, enrolment by a card."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from field_doc.base.errors import AccessRefused
from field_doc.formats.card import TOKEN_BYTES, server_half
from field_doc.formats.enrolment import MAX_ENROLMENT_BYTES
from field_doc.formats.keys import ED25519_SIGNATURE_BYTES
from field_doc.formats.login import NONCE_BYTES
from field_doc.formats.shape import HEX32, THUMBPRINT
from field_doc.office.logins import Answer
from field_doc.office.refusals import answer
from field_doc.office.requests import blob, shape, work
from field_doc.office.services import Services

CARD_ID = re.compile(r"[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LOOPBACK = {"127.0.0.1", "::1"}


def open_routes(services: Services) -> list[Route]:
    """Everything that may be asked by whoever reaches the server."""

    async def challenge(request: Request) -> Response:
        found = await shape(request)
        device = found.text("device", THUMBPRINT)
        found.end()
        nonce = services.logins.challenge(device)
        return answer({"server_id": services.folder.server_id, "server_nonce": nonce.hex()})

    async def login(request: Request) -> Response:
        found = await shape(request)
        said = Answer(
            device=found.text("device", THUMBPRINT),
            server_nonce=found.raw("server_nonce", NONCE_BYTES),
            device_nonce=found.raw("device_nonce", NONCE_BYTES),
            time=found.text("time", _TIME),
            signature=found.raw("signature", ED25519_SIGNATURE_BYTES),
        )
        found.end()
        keys = await work(services.devices.keys, said.device)
        token, expires = services.logins.login(said, None if keys is None else keys.auth)
        return answer({"expires": expires, "token": token})

    async def enrol(request: Request) -> Response:
        found = await shape(request)
        half = server_half(found.raw("token_half", TOKEN_BYTES))
        document = blob(found, "enrolment", 2 * MAX_ENROLMENT_BYTES)
        mac = found.text("mac", HEX32)
        found.end()
        await work(services.devices.enrol, half, document, mac)
        return answer({"state": "pending"})

    async def enrolled(request: Request) -> Response:
        card, device = str(request.path_params["card"]), request.query_params.get("device", "")
        if not CARD_ID.fullmatch(card) or not THUMBPRINT.fullmatch(device):
            raise AccessRefused("office.not-found")
        return answer(await work(services.devices.enrolment_state, card, device))

    return [
        Route("/v1/login/challenge", challenge, methods=["POST"]),
        Route("/v1/login", login, methods=["POST"]),
        Route("/v1/enrol", enrol, methods=["POST"]),
        Route("/v1/enrol/{card}", enrolled),
        *_health(services),
    ]


def _health(services: Services) -> list[Route]:
    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        await work(services.database.check)
        return PlainTextResponse("ready\n")

    async def metrics(request: Request) -> Response:
        """Counts tell when people are at work, so they are told to this machine only."""
        if request.client is None or request.client.host not in _LOOPBACK:
            raise AccessRefused("office.not-found")
        counts = await work(services.submissions.counts)
        lines = [f'field_doc_submissions{{state="{state}"}} {n}' for state, n in sorted(counts.items())]
        return PlainTextResponse("\n".join(["# TYPE field_doc_submissions gauge", *lines]) + "\n")

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
