"""Bundles on disk: whole or absent, nothing above the class, originals byte for byte."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import zlib
from base64 import urlsafe_b64decode
from dataclasses import replace
from pathlib import Path

import bundle_material as material
import pytest

from field_doc.base.errors import Cancelled, InputProblem, IntegrityFailure, WorldProblem
from field_doc.base.i18n import Words
from field_doc.export import bundle, redact, scan, sink, suspects, table
from field_doc.export.model import Edition, FactRow, ProtectionClass
from field_doc.formats import age
from field_doc.formats import bundle as layout
from field_doc.formats.keys import Purpose, SigningKey


def write(case, signer, out, words, source=None, **more):
    return bundle.write(source or case.source, out, signer=signer, key=case.office.bundle, words=words, **more)


def everything(folder) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def decoded(files: dict[str, bytes]) -> bytes:
    """All bytes, all inflated PDF streams, all text of the PDF, all decoded disclosures."""
    parts = []
    for name, data in files.items():
        parts.append(data)
        if name.endswith(".pdf"):
            for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
                try:
                    parts.append(zlib.decompress(match[1]))
                except zlib.error:
                    parts.append(match[1])
            text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout
            parts += [text, re.sub(rb"\s", b"", text)]
        if name.endswith((".sdjwt", ".jws")):
            parts += [urlsafe_b64decode(p + b"=" * (-len(p) % 4)) for p in re.split(rb"[~.]", data)]
    return b"\n".join(parts)


def test_layout(written) -> None:
    names = set(everything(written.out))
    assert {"report.pdf", "tagmanifest.sig", "bag/bagit.txt", "bag/data/bundle.json", "bag/data/report.pdf"} <= names
    assert "bag/data/exhibits/004.1.jpg" in names
    assert not [n for n in names if "004.jpg" in n or n.endswith(".wav")]
    assert everything(written.out)["report.pdf"] == everything(written.out)["bag/data/report.pdf"]
    assert written.withheld == (("004", "original"), ("005", "original"), ("006", "class"))


def test_exif_in_pdf_and_nothing_marked_anywhere(written, made_case) -> None:
    """R08: EXIF, thumbnails, serials, positions, names, digests of originals: in no file, in no decoded stream."""
    haystack = decoded(everything(written.out))
    assert "Первинна розповідь".encode() in haystack  # the search does see text
    for mark in (material.SERIAL_MARK, material.XMP_MARK, material.COMMENT_MARK, b"http://ns.adobe.com/xap/1.0/\0"):
        assert mark in made_case.photos["004"]  # and the marks were there to be found
    marks = [
        material.SERIAL_MARK,
        material.ARTIST_MARK,
        b"Exif\0\0",
        b"http://ns.adobe.com/xap/1.0/\0",
        material.NAME_MARK.encode(),
    ]
    marks += [material.FILE_MARK.encode(), b"49.2122", b"RIFFvoice", material.XMP_MARK, material.COMMENT_MARK]
    for exhibit in made_case.source.exhibits:
        raw = bytes.fromhex(exhibit.sha256.partition(":")[2])
        marks += [raw, raw.hex().encode(), bytes.fromhex(exhibit.sha512.partition(":")[2])]
        marks.append(exhibit.commitment_salt)
        marks.append(exhibit.commitment_salt.hex().encode())
    for mark in marks:
        assert mark not in haystack, mark


def test_the_full_edition_has_originals_byte_for_byte_and_their_names_nowhere_in_paths(written_full, made_case) -> None:
    files = everything(written_full.out)
    assert files["bag/data/exhibits/004.jpg"] == made_case.photos["004"]
    assert files["bag/data/exhibits/006.wav"] == made_case.photos["006"]
    assert material.NAME_MARK.encode() in decoded(files)
    assert all(layout.is_name(name) for name in files)
    # Pictures in the report are clean copies also here: no foreign decoder, no metadata in the PDF.
    assert material.SERIAL_MARK not in files["report.pdf"]


def test_full_edition_in_clear_needs_a_reason(made_case, report_signer, uk_words, tmp_path) -> None:
    with pytest.raises(InputProblem) as caught:
        write(made_case, report_signer, tmp_path / "o", uk_words, made_case.edition(Edition.FULL))
    assert caught.value.code == "bundle.full-in-clear"
    assert list(tmp_path.iterdir()) == []


def test_encrypted_to_a_recipient_holds_the_same_bundle(made_case, report_signer, uk_words, tmp_path) -> None:
    from field_doc.formats import trust
    from field_doc.verifier import verify

    identity = age.HybridIdentity.generate()
    result = write(
        made_case,
        report_signer,
        tmp_path / "o",
        uk_words,
        made_case.edition(Edition.FULL),
        recipients=[identity.recipient()],
    )
    assert [p.name for p in (tmp_path / "o").iterdir()] == [layout.ENCRYPTED]
    sealed = result.encrypted.read_bytes()
    assert material.NAME_MARK.encode() not in sealed
    plain = age.decrypt_bytes(sealed, [identity])
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        assert {m.uname for m in archive} == {""}
        # Python before 3.11.4 has no filters, later ones want to be told which.
        archive.extractall(tmp_path / "x", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    assert verify(tmp_path / "x", trust.decode(made_case.office.trust_text().encode())).exit_code == 0


def test_refuses_what_is_there_and_leaves_it(made_case, report_signer, uk_words, tmp_path) -> None:
    (tmp_path / "o").mkdir()
    with pytest.raises(InputProblem) as caught:
        write(made_case, report_signer, tmp_path / "o", uk_words)
    assert caught.value.code == "bundle.exists"
    with pytest.raises(InputProblem) as place:
        write(made_case, report_signer, tmp_path / "no" / "o", uk_words)
    assert place.value.code == "bundle.place"


class TestNothingHalfDone:
    def failing(self, made_case, data: bytes):
        exhibits = tuple(
            replace(e, open_original=lambda: io.BytesIO(data), metadata_open=True) for e in made_case.source.exhibits
        )
        return replace(made_case.source, exhibits=exhibits)

    def test_original_that_changed(self, made_case, report_signer, uk_words, tmp_path) -> None:
        with pytest.raises(IntegrityFailure) as caught:
            write(made_case, report_signer, tmp_path / "o", uk_words, self.failing(made_case, b"other"))
        assert caught.value.code == "bundle.original-changed"
        assert list(tmp_path.iterdir()) == []

    def test_derivative_with_metadata(self, made_case, report_signer, uk_words, tmp_path) -> None:
        exhibits = tuple(replace(e, clean_image=lambda: made_case.photos["004"]) for e in made_case.source.exhibits)
        with pytest.raises(IntegrityFailure) as caught:
            write(made_case, report_signer, tmp_path / "o", uk_words, replace(made_case.source, exhibits=exhibits))
        assert caught.value.code == "bundle.picture-metadata"
        assert list(tmp_path.iterdir()) == []

    def test_read_error(self, made_case, report_signer, uk_words, tmp_path) -> None:
        def broken():
            raise OSError(5, "x")

        exhibits = tuple(replace(e, open_original=broken, metadata_open=True) for e in made_case.source.exhibits)
        with pytest.raises(WorldProblem) as caught:
            write(made_case, report_signer, tmp_path / "o", uk_words, replace(made_case.source, exhibits=exhibits))
        assert caught.value.details == {"errno": 5}
        assert list(tmp_path.iterdir()) == []

    def test_cancelled(self, made_case, report_signer, uk_words, tmp_path) -> None:
        class Stop:
            def report(self, progress) -> None: ...

            def check(self) -> None:
                raise Cancelled

        with pytest.raises(Cancelled):
            write(made_case, report_signer, tmp_path / "o", uk_words, reporter=Stop())
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["title", "fact", "caption"])
def test_what_slipped_through_redaction_stops_the_bundle(made_case, report_signer, uk_words, tmp_path, where) -> None:
    first = made_case.source.exhibits[0]
    leak = {
        "title": replace(first, title=f"див. {material.FILE_MARK}"),
        "fact": replace(first, facts=(FactRow("h", "SHA-256", first.sha256, ProtectionClass.PUBLIC),)),
        "caption": replace(first, caption=f"камера {material.SERIAL_MARK.decode()}"),
    }[where]
    with pytest.raises(IntegrityFailure) as caught:
        write(made_case, report_signer, tmp_path / "o", uk_words, replace(made_case.source, exhibits=(leak,)))
    assert (caught.value.code, caught.value.details) == ("bundle.leak", {"exhibit": "004"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spelling", ["hex", "hex in a longer run", "grouped", "base64", "base64url", "raw"])
def test_scanner_knows_a_digest_in_every_spelling(spelling) -> None:
    import base64
    import hashlib

    raw = hashlib.sha256(b"original").digest()
    scanner = scan.Scanner([("004", "sha256:" + raw.hex())])
    spelled = {
        "hex": raw.hex().encode(),
        "hex in a longer run": b"00" + raw.hex().encode() + b"ff",
        "grouped": " ".join(raw.hex()[i : i + 4] for i in range(0, 64, 4)).encode(),
        "base64": base64.b64encode(raw),
        "base64url": base64.urlsafe_b64encode(raw),
        "raw": raw,
    }[spelling]
    look = (
        (lambda: scanner.look_into_text(spelled.decode()))
        if spelling == "grouped"
        else (lambda: scanner.look(b".." + spelled + b".."))
    )
    with pytest.raises(IntegrityFailure):
        look()
    scanner.look(hashlib.sha256(b"other").hexdigest().encode())


def test_scanner_inflates_pdf_streams_and_marks() -> None:
    scanner = scan.Scanner(marks=[scan.Pattern("004", b"SECRET-MARK")])
    pdf = b"1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + zlib.compress(b"xSECRET-MARKx") + b"\nendstream\nendobj"
    with pytest.raises(IntegrityFailure):
        scanner.look_into_pdf(pdf)
    with pytest.raises(IntegrityFailure):
        scanner.look_into_pdf(b"<</Title (SECRET-MARK)>>" + pdf.replace(b"Flate", b"DCT"))


def test_signing_key_must_be_certified(made_case, report_signer, uk_words, tmp_path) -> None:
    other = SigningKey.generate(Purpose.BUNDLE)
    with pytest.raises(InputProblem) as caught:
        bundle.write(made_case.source, tmp_path / "o", signer=report_signer, key=other, words=uk_words)
    assert caught.value.code == "bundle.certificate"


def test_language_must_fit(made_case, report_signer, tmp_path) -> None:
    with pytest.raises(InputProblem) as caught:
        write(made_case, report_signer, tmp_path / "o", Words("en"))
    assert caught.value.code == "bundle.language"


def test_cells_a_spreadsheet_would_run_are_defused(written) -> None:
    assert [table.safe(c) for c in ("=1+1", "+380", "-4,00", "@x", "\tx", "звичайна")] == [
        "'=1+1",
        "'+380",
        "'-4,00",
        "'@x",
        "'\tx",
        "звичайна",
    ]
    data = (written.bag / "data/index.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfexhibit;form;")
    assert data.count(b"\r\n") == 7


def test_same_input_gives_the_same_files_but_for_signing_time(
    written, made_case, report_signer, uk_words, tmp_path
) -> None:
    again = everything(write(made_case, report_signer, tmp_path / "o", uk_words).out)
    first = everything(written.out)
    changing = {name for name in first if first[name] != again[name]}
    assert changing <= {"report.pdf", "bag/data/report.pdf", "tagmanifest.sig", "bag/bag-info.txt"} | {
        f"bag/{stem}-{a}.txt" for stem in ("manifest", "tagmanifest") for a in layout.ALGORITHMS
    }


def shown_with(made_case, text: str):
    record = made_case.source.records[1]
    last = replace(record.rows[-2], value=text)
    return replace(made_case.source, records=(replace(record, rows=(*record.rows[:-2], last, record.rows[-1])),))


@pytest.mark.parametrize(
    "text",
    [
        "Тоді Марусина-Грушевецька пішла.",
        "Я бачив Марусину-Грушевецьку.",
        "сказала марусиній-грушевецькій",
        "тел. 49.2122, 37.2569",
    ],
)
def test_a_hidden_name_in_a_shown_text_is_looked_at_first(made_case, report_signer, uk_words, tmp_path, text) -> None:
    source = shown_with(made_case, text)
    incident = made_case.source.records[0]
    source = replace(source, records=(incident, *source.records))
    assert {s.exhibit for s in suspects.find(redact.apply(source))} == {"002"}
    with pytest.raises(InputProblem) as caught:
        write(made_case, report_signer, tmp_path / "o", uk_words, source)
    assert caught.value.code == "bundle.identity-in-text"
    assert caught.value.details == {"count": 1, "exhibit": "002"}
    assert list(tmp_path.iterdir()) == []
    write(made_case, report_signer, tmp_path / "o", uk_words, source, texts_reviewed=True)


def test_ordinary_texts_are_not_suspected(made_case) -> None:
    assert suspects.find(redact.apply(made_case.source)) == ()
    assert suspects.find(redact.apply(made_case.edition(Edition.FULL))) == ()


def test_a_killed_program_leaves_something_that_is_swept(made_case, report_signer, uk_words, tmp_path) -> None:
    import signal
    import sys
    import time

    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import bundle_material as m, time\nfrom pathlib import Path\nfrom dataclasses import replace\n"
        "from field_doc.base.i18n import Words\nfrom field_doc.export import bundle, signing\n"
        "from field_doc.export.model import Signer\ncase = m.make_case()\n"
        "def slow():\n    print('now', flush=True); time.sleep(60); return m.clean(4)\n"
        "first, second, third = case.source.exhibits\n"
        "source = replace(case.source, exhibits=(first, replace(second, clean_image=slow), third))\n"
        "p12 = signing.make_signer(case.office.root, case.office.root_pem, 'x', b'x', m.SetClock())\n"
        "bundle.write(source, Path(sys.argv[2]), signer=Signer(p12, b'x'), key=case.office.bundle, words=Words('uk'))\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(Path(material.__file__).parent), str(tmp_path / "o")], stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout.readline() == b"now\n"
        time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
    assert not (tmp_path / "o").exists()
    assert sink.sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    write(made_case, report_signer, tmp_path / "o", uk_words)
    assert sink.sweep(tmp_path) == 0
    assert (tmp_path / "o").is_dir()


def test_a_selection_does_not_claim_the_whole_case(report_signer, uk_words, tmp_path) -> None:
    from field_doc.verifier import verify

    selection = material.make_case(chosen=1)
    write(selection, report_signer, tmp_path / "o", uk_words)
    verdict = verify(tmp_path / "o", selection.trust)
    assert verdict.exit_code == 0
    assert verdict.claim("case.complete").reason == "no-case"
