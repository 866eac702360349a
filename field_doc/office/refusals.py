"""What an error is on the wire: a status, ``{"error": code}``, and the few numbers a device goes on with."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from field_doc.base.errors import FieldDocError
from field_doc.base.log import logger
from field_doc.formats import canonical
from field_doc.formats.canonical import JSON

_LOG = logger("office")
_FAMILY = {"input": 400, "integrity": 400, "unsupported": 400, "refused": 403, "world": 503}
_STATUS = {
    "login.refused": 401,
    "login.clock": 401,
    "session.unknown": 401,
    "office.not-found": 404,
    "request.too-big": 413,
    "canonical.size": 413,
    "office.disk-full": 507,
    "enrol.card-used": 409,
    "enrol.card-differs": 409,
    "device.revoked": 409,
    "device.keys-differ": 409,
    "submission.two-histories": 409,
    "submission.previous-unknown": 409,
    "submission.incomplete": 409,
    "object.digest": 409,
    "object.size-differs": 409,
    "part.offset": 409,
    "receipt.wrong-submission": 409,
    "receipt.already-given": 409,
}
# Details a device needs; everything else stays here.
_TOLD = {"part.offset": ("held",), "object.digest": ("digest",)}


def answer(value: JSON, status: int = 200) -> Response:
    """Canonical JSON."""
    return Response(canonical.encode(value), status, media_type="application/json")


def refusal(code: str, status: int, details: dict[str, JSON] | None = None) -> Response:
    """An error as JSON."""
    return answer({**(details or {}), "error": code}, status)


async def on_error(_request: Request, error: Exception) -> Response:
    """For errors of ours. Trouble of this machine is logged by its code; a refusal is everyday life."""
    assert isinstance(error, FieldDocError)
    status = _STATUS.get(error.code) or _FAMILY.get(error.family, 500)
    if status >= 500:
        _LOG.error("request failed: %s", error)
    told: dict[str, JSON] = {}
    for name in _TOLD.get(error.code, ()):
        value = error.details.get(name)
        if isinstance(value, int | str):
            told[name] = value
    return refusal(error.code, status, told)


async def on_http(_request: Request, _error: Exception) -> Response:
    """No such route, or not with that method: nothing is here."""
    return refusal("office.not-found", 404)


async def on_bug(_request: Request, error: Exception) -> Response:
    """What nobody foresaw: the class of the exception is logged, its words and the request never are."""
    _LOG.error("request failed: office.bug %s", type(error).__name__)
    return refusal("office.bug", 500)
