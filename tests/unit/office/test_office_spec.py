"""The worked examples of docs/spec/sync.md."""

from __future__ import annotations

import re
from pathlib import Path

from field_doc.formats import canonical
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.formats.login import LoginChallenge, sign_login
from field_doc.formats.wire import PART_BYTES
from field_doc.office import device_routes, logins, open_routes, serve
from field_doc.office.requests import MAX_JSON
from field_doc.sync.https import possession_proof

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "spec" / "sync.md").read_text("utf-8")


def block(name: str) -> list[str]:
    (found,) = re.findall(rf"^```{name}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    return found.splitlines()


def test_the_login_on_the_page() -> None:
    asked, offered, said = (canonical.decode(line.encode()) for line in block("login")[1::2] if line.startswith("{"))
    challenge = LoginChallenge(offered["server_id"], b"\x11" * 32, b"\x22" * 32, "2026-11-20T12:00:00Z", b"\x33" * 32)
    assert asked["device"] == SigningKey.from_seed(Purpose.RECORD, bytes(range(1, 33))).public.thumbprint()
    assert said == {
        "device": asked["device"],
        "device_nonce": challenge.device_nonce.hex(),
        "server_nonce": offered["server_nonce"],
        "signature": sign_login(challenge, SigningKey.from_seed(Purpose.AUTH, bytes(range(32)))).hex(),
        "time": challenge.time,
    }


def test_the_proof_on_the_page() -> None:
    assert block("possession") == [possession_proof(b"\x44" * 32, [b"ciphertext"])]


def test_the_limits_on_the_page() -> None:
    assert (MAX_JSON, PART_BYTES, serve.MAX_HEADER_BYTES) == (64 * 1024, 4 * 1024 * 1024, 16 * 1024)
    assert (serve.MAX_CONNECTIONS, device_routes.NONCE_BYTES) == (500, 32)
    assert (logins.MAX_CHALLENGES, logins.MAX_SESSIONS) == (65_536, 16_384)
    assert (logins.CHALLENGE_MS, logins.IDLE_MS, logins.LONGEST_MS) == (120_000, 3_600_000, 86_400_000)


def test_every_route_is_on_the_page() -> None:
    class Anything:
        def __getattr__(self, _name):
            return self

    from field_doc.office import desk_routes

    routes = [
        *open_routes.open_routes(Anything()),
        *device_routes.device_routes(Anything()),
        *desk_routes.desk_routes(Anything()),
    ]
    for route in routes:
        head = route.path.partition("{")[0].rstrip("/")
        assert head in PAGE, route.path
