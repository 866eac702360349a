"""The server as an ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from field_doc.base.errors import FieldDocError
from field_doc.office.desk_routes import desk_routes
from field_doc.office.device_routes import device_routes
from field_doc.office.open_routes import open_routes
from field_doc.office.refusals import on_bug, on_error, on_http
from field_doc.office.services import Services


def application(services: Services) -> ASGIApp:
    """Every route, with errors as codes."""
    routes = [*open_routes(services), *device_routes(services), *desk_routes(services)]
    handlers = {FieldDocError: on_error, HTTPException: on_http, Exception: on_bug}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return _Boundary(app)


class _Boundary:
    """Starlette raises on what it has answered already; a server would log the words of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = False

        async def watched(message: Message) -> None:
            nonlocal answered
            await send(message)
            answered = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            # Logged and answered by on_bug. What broke off in mid-answer has to break the connection.
            if not answered:
                raise
