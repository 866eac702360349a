"""Whatever pictures a case holds, its bundle is made: of a damaged one no copy, never no bundle (item 7, R08)."""

from __future__ import annotations

import io
import subprocess
from functools import cache

import pytest
import road
from PIL import Image

from field_doc.app.commands import bundles, intake, records
from field_doc.base.clock import SystemClock
from field_doc.export.signing import make_signer

MARK = b"ZQMARKINAPICTURE"
PURPOSE = "cp_ua_authorities"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with road.site(tmp_path_factory.mktemp("office")) as made:
        root, root_pem = made.root()
        (made.folder / "signer.p12").write_bytes(make_signer(root, root_pem, "Signer", b"pass", SystemClock()))
        yield made


def encoded(kind: str, mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((96, 64), 60).convert(mode).save(out, kind, **options)
    return out.getvalue()


@cache
def pictures() -> dict[str, bytes]:
    """Name to bytes, of every kind a phone, a scanner or a messenger leaves behind, and broken ones."""
    photo = encoded("JPEG", quality=90)
    return {
        "photo.jpg": photo, "grey.jpg": encoded("JPEG", "L"), "print.jpg": encoded("JPEG", "CMYK"),
        "screen.png": encoded("PNG"), "clear.png": encoded("PNG", "RGBA"), "scan.png": encoded("PNG", "1"),
        "palette.gif": encoded("GIF", "P"), "old.bmp": encoded("BMP"), "web.webp": encoded("WEBP"),
        "scan.tif": encoded("TIFF"), "cut.jpg": photo[: len(photo) // 2], "stub.jpg": photo[:300],
        "empty.jpg": b"", "nonsense.jpg": b"\xff\xd8\xff\xe0" + MARK * 20, "cut.png": encoded("PNG")[:400],
    }  # fmt: skip


def issue(site, record: str, edition: str, **more) -> bundles.Issued:
    return bundles.issue(
        site.desk, out=site.folder / f"{edition}-{record[:8]}", edition=edition, recipient="Court", purpose=PURPOSE,
        signer=site.folder / "signer.p12", signer_passphrase="pass", language="en", records=[record], **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def record(site, tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("pictures")
    for name, data in pictures().items():
        (folder / name).write_bytes(data)
    made = records.new_record(site.desk, "incident", {"title": "Pictures of every kind"}).id
    taken = intake.take_in(site.desk, [folder], made)
    assert {i.status for i in taken.items} == {"taken"}
    records.seal(site.desk, made)
    return made


@pytest.mark.parametrize("edition", ["pseudonymised", "full"])
def test_a_bundle_of_every_kind_of_picture(site, record, edition) -> None:
    done = issue(site, record, edition, **({"plain_reason": "for this test"} if edition == "full" else {}))
    verdict = bundles.verify(done.out, None)
    assert {c.claim: c.reason for c in verdict.claims if c.verdict.value == "fails"} == {}
    in_bag = sorted((done.bag / "data" / "exhibits").iterdir())
    if edition == "full":
        assert {p.read_bytes() for p in in_bag} >= set(pictures().values()) - {b""}
        return
    for path in in_bag:
        with Image.open(path) as image:
            assert (image.format, image.size) == ("JPEG", (96, 64))
        assert MARK not in path.read_bytes()
    held_back = [reason for _, reason in done.withheld if reason == "metadata"]
    assert len(held_back) == len(pictures()) - len(in_bag)
    assert len(in_bag) == 10


def test_the_page_says_where_a_picture_would_stand(site, record) -> None:
    """In a full edition the damaged original goes along; its page has words instead of a picture."""
    out = site.folder / f"full-{record[:8]}"
    if not out.exists():  # these tests may run apart
        issue(site, record, "full", plain_reason="for this test")
    text = subprocess.run(
        ["pdftotext", "-layout", out / "report.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "No picture can be made of this file." in text


@pytest.mark.slow
def test_a_bundle_of_the_whole_corpus(site, corpus_dir) -> None:
    made = records.new_record(site.desk, "incident", {"title": "The corpus"}).id
    intake.take_in(site.desk, [corpus_dir / "images"], made)
    records.seal(site.desk, made)
    done = issue(site, made, "pseudonymised")
    verdict = bundles.verify(done.out, None)
    assert {c.claim: c.reason for c in verdict.claims if c.verdict.value == "fails"} == {}
