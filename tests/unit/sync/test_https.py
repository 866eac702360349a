"""The client towards servers that are away, not ours, or hostile."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from field_doc.base.clock import SystemClock
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, WorldProblem
from field_doc.formats import certificates
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.sync import https
from field_doc.sync.https import OfficeClient, possession_proof

DIGEST = "sha256:" + "0" * 64


class Fake:
    """A TLS server that answers what a test tells it to and counts what it was asked."""

    def __init__(self, folder) -> None:
        self.asked: list[str] = []
        self.answer: tuple[int, bytes, dict[str, str]] = (200, b"{}", {})
        key = ec.generate_private_key(ec.SECP256R1())
        encoding, shape = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        self.pin = hashlib.sha256(key.public_key().public_bytes(encoding, shape)).hexdigest()
        root = SigningKey.generate(Purpose.ROOT)
        pem = certificates.make_root("Test office", root)
        (folder / "tls.pem").write_text(certificates.issue_tls(root, pem, key.public_key(), ["127.0.0.1"], 30))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "tls.key").write_bytes(private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "tls.pem", folder / "tls.key")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # clients that hang up are the point of some tests
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def _handler(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.asked.append(self.path)
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, body, headers = fake.answer
                self.send_response(status)
                for name, value in ({"content-length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            do_POST = do_PUT = do_GET  # noqa: N815 - names http.server looks for

            def log_message(self, *_args) -> None:
                pass

        return Handler

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def fake(tmp_path):
    fake = Fake(tmp_path)
    yield fake
    fake.close()


@pytest.fixture
def client(fake):
    with OfficeClient(fake.url, (fake.pin,), "server-1", timeout=10) as client:
        yield client


def refused(call, *args) -> FieldDocError:
    with pytest.raises(FieldDocError) as caught:
        call(*args)
    return caught.value


def test_a_wrong_key_is_refused_before_anything_is_sent(fake) -> None:
    with OfficeClient(fake.url, ("0" * 64,), "server-1") as client:
        error = refused(client.enrol, b"a" * 16, b"keys", b"mac")
    assert isinstance(error, IntegrityFailure)
    assert error.code == "sync.wrong-server-key"
    assert fake.asked == []


def test_no_pin_is_no_server(fake) -> None:
    with OfficeClient(fake.url, (), "server-1") as client:
        assert refused(client.receipts, 0).code == "sync.wrong-server-key"
    assert fake.asked == []


def test_the_next_pin_on_the_card_is_good_too(fake) -> None:
    fake.answer = (200, b'{"more":false,"receipts":[]}', {})
    with OfficeClient(fake.url, ("0" * 64, fake.pin), "server-1") as client:
        assert client.receipts(0) == []


def test_nobody_there(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with OfficeClient(f"https://127.0.0.1:{port}", ("0" * 64,), "server-1") as client:
        error = refused(client.receipts, 0)
    assert isinstance(error, WorldProblem)
    assert error.code == "sync.server-away"


def test_a_server_that_does_not_answer_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with OfficeClient(url, ("0" * 64,), "server-1", timeout=0.2) as client:
            assert refused(client.receipts, 0).code == "sync.server-away"


def test_plain_http_and_proxies_of_the_environment_have_no_say(fake, client, monkeypatch) -> None:
    assert isinstance(refused(OfficeClient, "http://127.0.0.1:1", (fake.pin,), "server-1"), InputProblem)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    fake.answer = (200, b'{"more":false,"receipts":[]}', {})
    with OfficeClient(fake.url, (fake.pin,), "server-1") as other:
        assert other.receipts(0) == []


def test_a_proxy_that_is_none() -> None:
    error = refused(lambda: OfficeClient("https://127.0.0.1:1", (), "server-1", proxy="gopher://x"))
    assert error.code == "sync.proxy"


def test_a_proxy_is_used_and_the_pin_still_judged(fake) -> None:
    """A CONNECT proxy sees the address and ciphertext; the handshake goes through it."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_tunnel, args=(listening, seen))
        thread.start()
        proxy = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with OfficeClient(fake.url, ("0" * 64,), "server-1", proxy=proxy, timeout=10) as client:
            assert refused(client.receipts, 0).code == "sync.wrong-server-key"
        thread.join()
    assert seen[0].startswith(b"CONNECT 127.0.0.1:")
    assert fake.asked == []


def _tunnel(listening: socket.socket, seen: list[bytes]) -> None:
    near, _ = listening.accept()
    with near:
        head = near.recv(4096)
        seen.append(head)
        port = int(head.split()[1].rpartition(b":")[2])
        with socket.create_connection(("127.0.0.1", port), 10) as far:
            near.sendall(b"HTTP/1.1 200 ok\r\n\r\n")
            back = threading.Thread(target=_pump, args=(far, near))
            back.start()
            _pump(near, far)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(4096):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("status", "body", "family", "code"),
    [
        (401, b'{"error":"session.unknown"}', AccessRefused, "session.unknown"),
        (403, b'{"error":"office.desk-only"}', AccessRefused, "office.desk-only"),
        (404, b'{"error":"office.not-found"}', AccessRefused, "office.not-found"),
        (409, b'{"error":"enrol.card-used"}', AccessRefused, "enrol.card-used"),
        (409, b'{"error":"submission.two-histories"}', IntegrityFailure, "submission.two-histories"),
        (400, b'{"error":"wire.malformed"}', IntegrityFailure, "wire.malformed"),
        (400, b'{"error":"vault.passphrase-wrong"}', IntegrityFailure, "sync.bad-answer"),
        (400, b'{"error":"<b>x</b>"}', IntegrityFailure, "sync.bad-answer"),
        (400, b'{"error":7}', IntegrityFailure, "sync.bad-answer"),
        (400, b"<html>", IntegrityFailure, "sync.bad-answer"),
        (302, b"", IntegrityFailure, "sync.bad-answer"),
        (500, b'{"error":"office.bug"}', WorldProblem, "sync.server-trouble"),
        (503, b"Service Unavailable", WorldProblem, "sync.server-trouble"),
        (507, b'{"error":"office.disk-full"}', WorldProblem, "sync.server-trouble"),
    ],
)
def test_a_no_of_the_server_is_one_of_our_errors(fake, client, status, body, family, code) -> None:
    fake.answer = (status, body, {"location": "https://127.0.0.1:1/"} if status == 302 else {})
    error = refused(client.possession, DIGEST, bytes(32))
    assert (type(error), error.code) == (family, code)
    assert len(fake.asked) == 1


BAD = (b"", b"[]", b"null", b"<html>", b'{"a": 1}', b"[" * 100_000, b'{"receipts":[],"receipts":[]}', b"\xff\xfe")


@pytest.mark.parametrize("body", BAD)
def test_answers_that_are_none(fake, client, body) -> None:
    fake.answer = (200, body, {})
    calls = [
        lambda: client.receipts(0),
        lambda: client.held(DIGEST),
        lambda: client.submit(b"{}"),
        lambda: client.complete(DIGEST),
        lambda: client.put_part(DIGEST, 0, 0, b"x"),
        lambda: client.enrolment_state("0" * 32, "A" * 43),
        lambda: client.login("A" * 43, SigningKey.generate(Purpose.AUTH), SystemClock()),
        client.desk_enrolments,
    ]
    for call in calls:
        assert refused(call).code == "sync.bad-answer"


def test_numbers_that_do_not_grow_are_no_list(fake, client) -> None:
    """A server could keep a device asking for ever."""
    fake.answer = (200, b'{"more":true,"receipts":[{"n":1,"text":"x"}]}', {})
    assert refused(client.receipts, 0).code == "sync.bad-answer"
    assert len(fake.asked) == 2


def test_an_answer_without_end_is_cut_off(fake, client, monkeypatch) -> None:
    monkeypatch.setattr(https, "MAX_ANSWER", 1000)
    fake.answer = (200, b'"' + b"a" * 100_000 + b'"', {})
    assert refused(client.receipts, 0).code == "sync.bad-answer"


def test_another_server_id_gets_no_signature(fake, client) -> None:
    body = {"server_id": "server-2", "server_nonce": "00" * 32}
    fake.answer = (200, json.dumps(body, separators=(",", ":")).encode(), {})
    error = refused(client.login, "A" * 43, SigningKey.generate(Purpose.AUTH), SystemClock())
    assert error.code == "sync.wrong-server"
    assert fake.asked == ["/v1/login/challenge"]


def test_a_line_that_breaks_in_mid_answer(fake, client) -> None:
    fake.answer = (200, b'{"more":false', {"content-length": "1000"})
    assert refused(client.receipts, 0).code == "sync.server-away"
    assert refused(lambda: list(client.desk_object(DIGEST))).code == "sync.server-away"


def test_possession_depends_on_every_byte() -> None:
    content, nonce = os.urandom(100), bytes(32)
    whole = possession_proof(nonce, [content])
    assert possession_proof(nonce, [content[:50], content[50:]]) == whole
    assert possession_proof(nonce, [content[:-1]]) != whole
    assert possession_proof(bytes([1]) * 32, [content]) != whole
    assert whole == hashlib.sha256(b"field-doc/possession/v1\0" + nonce + content).hexdigest()


def test_connections_end_with_the_client(fake) -> None:
    """A client nobody closed leaves no socket behind (warnings are errors here)."""
    fake.answer = (200, b'{"more":false,"receipts":[]}', {})
    client = OfficeClient(fake.url, (fake.pin,), "server-1")
    client.receipts(0)
    del client
