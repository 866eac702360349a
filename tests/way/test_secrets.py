"""Marked words go the whole way; where nobody may read them, no byte of them is found (R07, R08, R31)."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Self

import pytest
import road
from faults import files_below
from PIL import ExifTags, Image

from field_doc.app.commands import bundles, courier, desk, intake, records, sync
from field_doc.base.clock import SystemClock
from field_doc.base.errors import AccessRefused, FieldDocError
from field_doc.export.signing import make_signer
from field_doc.formats import age

pytestmark = pytest.mark.slow

SURNAME, GIVEN, FILE_NAME, SERIAL = "ZQMARKSURNAME", "ZQMARKGIVEN", "ZQMARKFILENAME", "ZQMARKSERIAL"
DOCUMENTER, RECIPIENT, WORDS, CONTENT = "ZQMARKDOCUMENTER", "ZQMARKRECIPIENT", "ZQMARKWORDS", "ZQMARKCONTENT"
ACCOUNT, REASON, CASE, PLACE = "ZQMARKACCOUNT", "ZQMARKREASON", "ZQMARKCASE", "ZQMARKPLACE"
UKRAINIAN = "Ґудзоньківська"
POSITION = "48.314159"
# The same place as somebody may print it: rounded, in degrees and minutes, in degrees, minutes and seconds.
POSITIONS = (POSITION, "48.3141", "48.3142", "48°18", "48° 18", "18′50", "18'50")
EVERYTHING = (
    SURNAME, GIVEN, FILE_NAME, SERIAL, DOCUMENTER, RECIPIENT, WORDS, CONTENT, ACCOUNT, REASON, CASE, PLACE, UKRAINIAN,
    *POSITIONS,
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def hits(data: bytes, words: tuple[str, ...]) -> set[str]:
    lower = data.lower()
    return {w for w in words for e in ENCODINGS if w.encode(e) in data or w.lower().encode(e) in lower}


def found_below(folder: Path, words: tuple[str, ...] = EVERYTHING) -> dict[str, set[str]]:
    """File → marks in its bytes or in its name."""
    found = {}
    for path in files_below(folder):
        one = hits(path.read_bytes() + b"\n" + str(path.relative_to(folder)).encode(), words)
        if one:
            found[str(path.relative_to(folder))] = one
    return found


class Watch:
    """Looks at a folder for temporary files, and at argv and environment of child processes, while it lasts."""

    def __init__(self, temp: Path) -> None:
        self.temp, self.found, self.children = temp, {}, 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.is_set():
            for path in self.temp.rglob("*"):
                self._one(str(path.name), path)
            for child in Path("/proc/self/task").glob("*/children"):
                for pid in self._read(child).split():
                    self.children += 1
                    for name in ("cmdline", "environ"):
                        self._note(f"process {name}", self._read(Path(f"/proc/{int(pid)}/{name}")))
            time.sleep(0.01)

    def _one(self, name: str, path: Path) -> None:
        self._note(f"temporary file {name}", self._read(path) + name.encode())

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes() if path.is_file() else b""
        except OSError:
            return b""

    def _note(self, where: str, data: bytes) -> None:
        if one := hits(data, EVERYTHING):
            self.found[where] = one


def photo(path: Path) -> None:
    """A drawn photo whose EXIF tells where and with which camera it was made."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Demo"
    exif[ExifTags.Base.ImageDescription] = CONTENT
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = SERIAL
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (48.0, 18.0, 50.9724)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (37.0, 15.0, 0.0)
    Image.new("RGB", (320, 240), (90, 120, 90)).save(path, "JPEG", exif=exif)


class Way:
    """The marked words from the cellar to the court, everything left lying for the tests to look at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.field_path = folder / "field.fdvault"
        self.temp = folder / "tmp"
        self.temp.mkdir()
        self.logs = folder / "logs"
        self.stack = self.site = self.desk = None

    def walk(self) -> None:
        self.site = road.Site(self.folder / "office")
        self.desk = self.site.desk
        self.field = road.made(self.field_path, documenter=DOCUMENTER, code="M-07")
        self.site.enrol(self.field)
        sync.sync_now(self.field)
        self._records()
        self._files()
        for record in (*self.account.all(), self.incident):
            records.seal(self.field, record)
        records.amend(self.field, self.incident, {"title": f"{WORDS} again"}, REASON)
        courier.pack(self.field, self.folder / "stick")
        sync.sync_now(self.field)
        assert desk.pull(self.desk).refused == ()
        sync.sync_now(self.field)
        assert {s for s, _ in road.states(self.field).values()} == {"accepted"}
        self._bundle()

    def _records(self) -> None:
        self.account = road.Account(self.field, surname=SURNAME)
        records.save_draft(self.field, self.account.case, {"title": CASE})
        self.incident = records.new_record(
            self.field, "incident",
            {
                "case": self.account.case, "title": WORDS,
                "where": {"as_said": PLACE, "lang": "en", "country": "UA"},
            },
        ).id  # fmt: skip
        identity = {
            "person": self.account.person, "surname": {"lang": "uk", "text": f"{SURNAME} {UKRAINIAN}"},
            "given_name": {"lang": "uk", "text": GIVEN},
        }  # fmt: skip
        records.save_draft(self.field, self.account.identity, identity)

    def _files(self) -> None:
        source = self.folder / "source"
        source.mkdir()
        photo(source / f"{FILE_NAME}.jpg")
        (source / f"{FILE_NAME}-2.txt").write_text(f"{ACCOUNT} {UKRAINIAN}\n", encoding="utf-8")
        intake.take_in(self.field, [source], self.incident)

    def _bundle(self) -> None:
        root, root_pem = self.site.root()
        signer = self.folder / "signer.p12"
        signer.write_bytes(make_signer(root, root_pem, "Signer", b"pass", SystemClock()))
        case, purpose = self.account.case, "cp_ua_authorities"
        seen = bundles.look_ahead(self.desk, edition="pseudonymised", purpose=purpose, language="uk", case=case)
        self.issued = bundles.issue(
            self.desk, out=self.folder / "bundle", edition="pseudonymised", recipient=RECIPIENT, purpose=purpose,
            signer=signer, signer_passphrase="pass", language="uk", case=case, reviewed=seen.suspects,
        )  # fmt: skip


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    made = Way(tmp_path_factory.mktemp("marks"))
    import tempfile

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(made.temp))
        patch.setattr(tempfile, "tempdir", None)
        patch.setenv("XDG_STATE_HOME", str(made.logs))
        with Watch(made.temp) as made.watch:
            made.walk()
    yield made
    made.field.close()
    made.site.close()


def test_the_marks_are_found_where_they_are_readable(way) -> None:
    """Otherwise nothing of what follows would mean anything."""
    assert {SERIAL, FILE_NAME, ACCOUNT, UKRAINIAN} <= set().union(*found_below(way.folder / "source").values())
    shown = records.show(way.field, way.incident)
    assert WORDS in str(shown.shown.fields)
    opened = desk.open_identity(way.desk, way.account.identity, way.site.custodian("a"), way.site.custodian("b"), REASON)
    assert SURNAME in str(opened)
    assert UKRAINIAN in str(opened)


def test_a_vault_copied_without_its_passphrase(way) -> None:
    for name, path in (("field", way.field_path), ("desk", way.site.made.desk)):
        copy = way.folder / f"copied-{name}"
        if not copy.exists():
            shutil.copytree(path, copy)
        assert found_below(copy) == {}


def test_what_the_server_stores(way) -> None:
    assert len(files_below(way.site.made.server / "objects")) >= 3
    assert found_below(way.site.made.server) == {}


def test_the_stick(way) -> None:
    assert files_below(way.folder / "stick")
    assert found_below(way.folder / "stick") == {}


def test_temporary_files_logs_and_child_processes(way) -> None:
    assert way.watch.children > 0, "the decoder was never seen"
    assert way.watch.found == {}
    assert found_below(way.temp) == {}
    assert found_below(way.logs) == {} if way.logs.exists() else True


def closed_words() -> tuple[str, ...]:
    """What a pseudonymised bundle may name nowhere."""
    return (SURNAME, GIVEN, FILE_NAME, SERIAL, DOCUMENTER, UKRAINIAN, *POSITIONS, CONTENT, ACCOUNT)


def test_a_pseudonymised_bundle(way) -> None:
    bundle = way.folder / "bundle"
    decoded = way.folder / "decoded"
    decoded.mkdir()
    for number, path in enumerate(p for p in files_below(bundle) if p.suffix == ".pdf"):
        for tool, command in (
            ("qpdf", ["qpdf", "--qdf", "--object-streams=disable", str(path), "-"]), ("pdftotext", ["pdftotext", str(path), "-"])
        ):  # fmt: skip
            if shutil.which(tool) is None:
                pytest.skip(f"not installed: {tool}")
            done = subprocess.run(command, capture_output=True, check=True)
            (decoded / f"{number}.{tool}").write_bytes(done.stdout)
    assert len(files_below(decoded)) >= 2
    assert found_below(bundle, closed_words()) == {}
    assert found_below(decoded, closed_words()) == {}
    assert bundles.verify(bundle, bundles_trust(way)).exit_code == 0


def bundles_trust(way) -> str:
    path = way.folder / "office.trust"
    path.write_text(bundles.trust_file(way.desk))
    return str(path)


def test_an_identity_opens_with_both_custodians_only(way) -> None:
    a, b = way.site.custodian("a"), way.site.custodian("b")
    for first, second in ((a, a), (b, b), (b, a)):
        with pytest.raises(FieldDocError) as caught:
            desk.open_identity(way.desk, way.account.identity, first, second, REASON)
        assert isinstance(caught.value, AccessRefused)
    with pytest.raises(AccessRefused):
        desk.open_identity(way.desk, way.account.identity, a, b, "  ")
    envelope = way.desk.run(lambda s: bytes(s.vault.records.value("SELECT envelope FROM identity_envelopes")))
    content = way.desk.run(
        lambda s: [age.HybridIdentity.from_text(str(r["identity"])) for r in s.vault.records.rows("SELECT identity FROM age_identities")]
    )
    own = [way.desk.run(lambda s: s.vault.identity), way.field.run(lambda s: s.vault.identity)]
    for identity in (*content, *own):
        with pytest.raises(AccessRefused):
            age.decrypt_bytes(envelope, [identity])


@pytest.mark.parametrize("where", ["field", "desk"])
def test_neither_search_nor_list_knows_an_identity(way, where) -> None:
    session = getattr(way, where)
    assert records.search(session, WORDS) != ()
    for word in (SURNAME, GIVEN, UKRAINIAN, "ZQMARKSUR", "ZQMARKGI"):
        assert records.search(session, word) == ()
    everything = str(records.list_records(session, limit=1000)) + str(
        session.run(lambda s: [tuple(r) for r in s.vault.records.rows("SELECT body FROM search")])
    )
    assert hits(everything.encode(), (SURNAME, GIVEN, UKRAINIAN)) == set()


def test_databases_of_an_open_vault_hold_no_identity(way) -> None:
    """Not only the search index: no table of the records database, on either side."""
    for session in (way.field, way.desk):

        def dump(services) -> bytes:
            tables = [r["name"] for r in services.vault.records.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return b"\n".join(
                str(tuple(row)).encode() + b"".join(bytes(v) for v in tuple(row) if isinstance(v, bytes))
                for table in tables
                for row in services.vault.records.rows(f"SELECT * FROM {table}")
            )

        assert hits(session.run(dump), (SURNAME, GIVEN, UKRAINIAN)) == set()
