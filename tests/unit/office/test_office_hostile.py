"""Hostile requests are answered 4xx, and a server that is killed loses nothing it had answered for."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from office_material import PART, Keys, Ledger, Site, entry, submission, upload

from field_doc.base.errors import WorldProblem
from field_doc.formats.wire import MAX_MANIFEST_BYTES, manifest_digest

TREE = Path(__file__).resolve().parents[3]
POSTS = (
    "/v1/login/challenge", "/v1/login", "/v1/enrol", "/v1/submissions", "/v1/heads", "/v1/possession", "/v1/cards",
    "/v1/desk/devices", "/v1/desk/receipts",
)  # fmt: skip
GETS = (
    "/v1/receipts?after=-1", "/v1/receipts?after=99999999999999999999", "/v1/receipts?after=x",
    "/v1/enrol/../../x?device=y", "/v1/enrol/" + "0" * 32, "/v1/heads?origin=x", "/v1/objects/sha256:zz/parts",
    "/v1/objects/%2e%2e%2f%2e%2e/parts", "/v1/desk/objects/..%2f..%2fserver.json", "/v1/desk/submissions?state=x",
    "/v1/desk/submissions?after=1e9", "/nothing", "/v1/receipts/", "/v1/submissions/x/complete",
)  # fmt: skip


class Raw:
    """A client without manners."""

    def __init__(self, port: int, token: str) -> None:
        context = ssl._create_unverified_context()
        self._line = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=20)
        self._token = token

    def ask(self, method: str, path: str, body=None, **headers) -> tuple[int, dict]:
        self._line.request(method, path, body, {"authorization": f"Bearer {self._token}"} | headers)
        response = self._line.getresponse()
        data = response.read()
        return response.status, json.loads(data)

    def close(self) -> None:
        self._line.close()


@pytest.fixture(params=["device", "desk", "nobody"])
def raw(request, site):
    keys = {"device": lambda: site.device()[1], "desk": lambda: site.desk, "nobody": site.client}
    raw = Raw(site.port, keys[request.param]()._token)
    yield raw
    raw.close()


BODIES = {
    "empty": b"",
    "not json": b"{",
    "not an object": b"[]",
    "not canonical": b'{ "device":1}',
    "deep": b"[" * 30_000 + b"]" * 30_000,
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "wrong types": b'{"device":{"a":[]},"digest":7,"half":null}',
    "float": b'{"device":1.5}',
    "twice": b'{"device":"a","device":"b"}',
    "huge number": b'{"n":' + b"9" * 5000 + b"}",
    "surrogate": b'{"device":"\\ud800"}',
    "binary": bytes(range(256)) * 10,
    "big": b'"' + b"a" * 200_000 + b'"',
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_are_none(raw, name) -> None:
    for path in POSTS:
        status, said = raw.ask("POST", path, BODIES[name])
        assert 400 <= status < 500, (path, said)
        assert set(said) == {"error"}


def test_addresses_that_are_none(raw) -> None:
    for path in GETS:
        for method in ("GET", "PUT", "POST", "DELETE", "TRACE"):
            status, said = raw.ask(method, path)
            assert 400 <= status < 500, (method, path, said)


def test_bodies_too_long(site) -> None:
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    client.submit(submission(ledger, [b"x" * 10]))
    name = entry(b"x" * 10).digest
    part = f"/v1/objects/{name}/parts/0"
    with closing(Raw(site.port, client._token)) as raw:
        assert raw.ask("PUT", part + "?offset=99999999", b"x")[1] == {"error": "part.too-long"}
        assert raw.ask("PUT", f"/v1/objects/{name}/parts/99999", b"x")[1] == {"error": "part.number"}
    for path, length in ((part, PART + 1), ("/v1/submissions", MAX_MANIFEST_BYTES + 1)):
        method = "PUT" if path == part else "POST"
        with closing(Raw(site.port, client._token)) as raw:
            announced = raw.ask(method, path, b"", **{"content-length": str(length)})
        assert announced == (413, {"error": "request.too-big"})
    with closing(Raw(site.port, client._token)) as raw, suppress(OSError):  # hung up on while still talking
        chunked = raw.ask("PUT", part, iter([b"x" * PART, b"x" * PART]), **{"transfer-encoding": "chunked"})
        assert chunked == (413, {"error": "request.too-big"})
    assert client.held(name) == (0,)
    with closing(Raw(site.port, site.desk._token)) as desk:
        for range_text in ("bytes=10-", "bytes=5-3", "bytes=-5", "bytes=0-1,3-4", "lines=1-2"):
            status, _ = desk.ask("GET", f"/v1/desk/objects/{name}", range=range_text)
            assert 400 <= status < 500


def test_members_that_are_too_many_or_too_few(raw) -> None:
    for path in POSTS:
        status, said = raw.ask("POST", path, b'{"extra":1}')
        assert 400 <= status < 500, (path, said)


def test_endless_headers_end_the_connection(site) -> None:
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", site.port), 20) as plain, context.wrap_socket(plain) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        answer = b""
        try:
            for n in range(200):
                line.sendall(b"h%d: %s\r\n" % (n, b"v" * 1000))
            answer = line.recv(1000)
        except OSError:
            pass
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_old_tls_is_refused(site) -> None:
    context = ssl._create_unverified_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", site.port), 20) as plain, context.wrap_socket(plain) as line:
        assert line.version() == "TLSv1.2"
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", site.port), 20) as plain, pytest.raises(OSError):
        context.wrap_socket(plain)


def test_health_tells_counts_only(site) -> None:
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    client.submit(submission(ledger, [b"x"]))
    for path, expected in (
        ("/healthz", b"ok\n"),
        ("/readyz", b"ready\n"),
        ("/metrics", b'# TYPE field_doc_submissions gauge\nfield_doc_submissions{state="open"} 1\n'),
    ):
        line = http.client.HTTPSConnection("127.0.0.1", site.port, context=ssl._create_unverified_context())
        line.request("GET", path)
        assert line.getresponse().read() == expected
        line.close()


def test_our_own_mistake_is_a_code_and_a_class_name(site, monkeypatch, expect_log) -> None:
    def broken(*_args):
        raise KeyError("words of evidence")

    expect_log(r"^field_doc\.office request failed: office\.bug KeyError$")
    monkeypatch.setattr("field_doc.office.objects.ObjectStore.held", broken)
    _, client = site.device()
    with pytest.raises(WorldProblem) as caught:
        client.held(entry(b"x").digest)
    assert (caught.value.code, caught.value.details) == ("sync.server-trouble", {"status": 500})


def test_a_full_disk_is_said(site, monkeypatch, expect_log) -> None:
    def full(_number):
        raise OSError(28, "No space left on device")

    expect_log(r"office\.disk-full")
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    client.submit(submission(ledger, [b"xyz"]))
    with monkeypatch.context() as patched:
        patched.setattr("field_doc.office.objects.os.fsync", full)
        with pytest.raises(WorldProblem) as caught:
            client.put_part(entry(b"xyz").digest, 0, 0, b"xyz")
    assert caught.value.details == {"status": 507}
    assert client.held(entry(b"xyz").digest) == (0,), "what is not durable does not count"


# killed


@contextmanager
def process(folder):
    """The server in a process of its own; yields it and its port."""
    code = (
        "import sys; from pathlib import Path; from field_doc.office.serve import serve;"
        "serve(Path(sys.argv[1]), '127.0.0.1', 0, ready=lambda port: print(port, flush=True))"
    )
    server = subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=TREE, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield server, int(server.stdout.readline())
    finally:
        if server.poll() is None:
            server.kill()
        server.wait(20)
        server.stdout.close()


@pytest.mark.slow
def test_a_server_killed_in_mid_upload_goes_on_where_it_was(office) -> None:
    contents = [os.urandom(PART + 700_000), os.urandom(50_000)]
    first, second = (entry(one).digest for one in contents)
    keys = Keys()
    ledger = Ledger(keys)
    ledger.grow()
    data = submission(ledger, contents)
    with process(office.folder) as (server, port):
        site = Site(office, port)
        site.confirm(keys)
        client = site.login(keys)
        client.submit(data)
        client.put_part(first, 0, 0, contents[0][:1_000_000])
        client.put_part(first, 1, 0, contents[0][PART : PART + 10])
        with half_sent(port, client._token, first, contents[0][1_000_000:2_000_000]):
            server.send_signal(signal.SIGKILL)
            server.wait(20)
        with pytest.raises(WorldProblem) as away:
            client.put_part(second, 0, 0, contents[1])
        assert away.value.code == "sync.server-away"
        site.close()
    with process(office.folder) as (server, port):
        site = Site(office, port)
        client = site.login(keys)
        missing = client.submit(data)
        assert missing == [
            {"digest": first, "part": 0, "offset": 1_000_000},
            {"digest": first, "part": 1, "offset": 10},
            {"digest": second, "part": 0, "offset": 0},
        ]
        upload(client, missing, contents)
        assert client.complete(manifest_digest(data)) == client.complete(manifest_digest(data))
        assert len(client.receipts(0)) == len(site.desk.desk_submissions()) == 1
        assert b"".join(site.desk.desk_object(first)) == contents[0]
        site.close()


@contextmanager
def half_sent(port: int, token: str, digest: str, data: bytes):
    """A request whose body has begun and does not end."""
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", port), 20) as plain, context.wrap_socket(plain) as line:
        line.sendall(
            f"PUT /v1/objects/{digest}/parts/0?offset=1000000 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n"
            f"content-length: {len(data)}\r\n\r\n".encode()
            + data[: len(data) // 2]
        )
        yield


def test_what_came_before_a_broken_line_is_kept(site) -> None:
    content = os.urandom(1_000_000)
    keys, client = site.device()
    ledger = Ledger(keys)
    ledger.grow()
    data = submission(ledger, [bytes(1_000_000) + content])
    client.submit(data)
    name = entry(bytes(1_000_000) + content).digest
    client.put_part(name, 0, 0, bytes(1_000_000))
    with half_sent(site.port, client._token, name, content):
        time.sleep(0.5)  # the server reads as it comes
    for _ in range(200):
        (held,) = client.held(name)
        if held > 1_000_000:
            break
        time.sleep(0.02)
    assert 1_000_000 < held <= 1_500_000
    client.put_part(name, 0, held, content[held - 1_000_000 :])
    client.complete(manifest_digest(data))
