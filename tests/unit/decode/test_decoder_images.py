"""Pictures through the real child: facts, thumbnails, derivatives without metadata, damage."""

from __future__ import annotations

import io
import shutil
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from field_doc.decode import exif, process
from field_doc.decode.client import Decoder
from field_doc.decode.values import TOO_LARGE, UNREADABLE, Gps, Picture, Pixels, Problem

MARK = "Olena-Kovalenko-secret-7391"


def with_metadata(size=(640, 480), orientation=1) -> bytes:
    """A JPEG that carries a marked text everywhere metadata can stand."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0112], tags[0x013B] = "Canon", "EOS 6D", orientation, MARK
    tags[0x0131] = "Adobe Photoshop 24.1"
    original = tags.get_ifd(0x8769)
    original[0x9003], original[0x9011], original[0xA431] = "2023:07:09 20:36:33", "+03:00", "033024001432"
    position = tags.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = "S", (34.0, 36.0, 13.3), "W", (58.0, 22.0, 53.76)
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a b='{MARK}'/></x:xmpmeta>".encode()
    image.save(out, "JPEG", exif=tags, icc_profile=profile, xmp=xmp, comment=MARK.encode())
    return out.getvalue()


def test_facts_of_a_photo(decoder):
    data = with_metadata()
    report = decoder.examine(data, len(data), "JPG")
    facts = report.facts
    assert (report.media_type, report.kind, report.problem) == ("image/jpeg", "image", None)
    assert (facts.captured_at, facts.captured_at_basis) == ("2023-07-09T20:36:33+03:00", "exif_original_with_offset")
    assert facts.gps == Gps(lat="-34.60369444", lon="-58.3816")
    assert (facts.make, facts.model, facts.serial) == ("Canon", "EOS 6D", "033024001432")
    assert (facts.width, facts.height, facts.orientation) == (640, 480, 1)
    assert report.raw["IFD0:Artist"] == MARK
    assert report.raw["XMP:b"] == MARK
    assert "edited_by_software" in {f.code for f in report.findings}
    assert report.thumbnail_size == (512, 384)


@pytest.mark.parametrize(("orientation", "size"), [(1, (512, 384)), (3, (512, 384)), (6, (384, 512)), (8, (384, 512))])
def test_thumbnails_stand_upright_and_carry_nothing(decoder, orientation, size):
    data = with_metadata(orientation=orientation)
    report = decoder.examine(data, len(data), "jpg")
    assert report.facts.orientation == orientation
    assert report.thumbnail_size == size
    assert report.thumbnail is not None
    assert_carries_nothing(report.thumbnail, size)
    with Image.open(io.BytesIO(report.thumbnail)) as small:
        top_left = small.convert("L").getpixel((5, 5))
    assert (top_left < 60) == ((orientation in (1, 6, 8) and orientation != 6) or orientation == 8)


def assert_carries_nothing(data: bytes, size: tuple[int, int]) -> None:
    assert MARK.encode() not in data
    for name in (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"8BIM", b"Canon", b"iCCP", b"eXIf"):
        assert name not in data
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == size
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & set(image.info)


def test_a_clean_image_carries_nothing_and_is_upright(decoder):
    data = with_metadata(orientation=6) + b"trailing " + MARK.encode()
    clean = decoder.clean_image(data, len(data))
    assert isinstance(clean, Picture)
    assert (clean.media_type, clean.width, clean.height) == ("image/jpeg", 480, 640)
    assert_carries_nothing(clean.data, (480, 640))


def test_a_clean_image_of_a_png_keeps_pixels_and_transparency(decoder):
    image = Image.new("RGBA", (8, 6), (10, 200, 30, 128))
    out = io.BytesIO()
    info = __import__("PIL.PngImagePlugin", fromlist=["PngInfo"]).PngInfo()
    info.add_itxt("Author", MARK)
    image.save(out, "PNG", pnginfo=info)
    clean = decoder.clean_image(out.getvalue(), len(out.getvalue()))
    assert isinstance(clean, Picture)
    assert clean.media_type == "image/png"
    assert_carries_nothing(clean.data, (8, 6))
    with Image.open(io.BytesIO(clean.data)) as again:
        assert again.getpixel((3, 3)) == (10, 200, 30, 128)


def test_preview_and_pixels_fit_their_edge(decoder):
    data = with_metadata(size=(3000, 1000))
    preview = decoder.preview(data, len(data), 900)
    assert isinstance(preview, Picture)
    assert (preview.width, preview.height) == (900, 300)
    pixels = decoder.pixels(data, len(data), 300)
    assert isinstance(pixels, Pixels)
    assert (pixels.width, pixels.height, len(pixels.data)) == (300, 100, 90_000)
    # Pixels are what the preview shows: dark at the top of the gradient, light at its end.
    assert pixels.data[0] < 30
    assert pixels.data[-1] > 220


def test_a_cut_photo_keeps_its_facts_and_shows_what_is_left(decoder):
    data = with_metadata()[:-2000]
    report = decoder.examine(data, len(data), "jpg")
    assert "truncated" in {f.code for f in report.findings}
    assert report.facts.make == "Canon"
    assert report.thumbnail is not None
    assert report.problem is None


def test_nothing_is_told_as_nothing(decoder):
    report = decoder.examine(b"", 0, "jpg")
    assert (report.media_type, report.problem, report.thumbnail) == ("application/x-empty", UNREADABLE, None)
    assert "empty_file" in {f.code for f in report.findings}
    assert decoder.clean_image(b"", 0) == Problem(UNREADABLE)


def test_random_bytes_under_a_picture_name(decoder):
    report = decoder.examine(b"\x01" + bytes(range(255, 1, -1)), 255, "jpg")
    assert report.kind == "other"
    assert "type_differs_from_name" in {f.code for f in report.findings}


def test_more_pixels_than_we_decode_are_refused_before_decoding(decoder):
    # IHDR of 30000 x 30000 pixels over an empty body.
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = (30000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    report = decoder.examine(data, len(data), "png")
    assert report.problem == TOO_LARGE
    assert (report.facts.width, report.facts.height) == (30000, 30000)


def test_only_what_is_needed_of_a_long_film_is_read(decoder):
    hole = 3 << 30
    head = box(b"ftyp", b"isom\0\0\0\0isom") + b"\0\0\0\1mdat" + (16 + hole).to_bytes(8, "big")
    source = Sparse(head, hole, movie_header(12_345))
    report = decoder.examine(source, source.size, "mp4")
    assert (report.media_type, report.facts.duration_ms, report.problem) == ("video/mp4", 12_345, None)
    assert report.facts.captured_at == "2022-03-01T10:00:00"
    assert report.facts.captured_at_basis == "container_no_offset"
    assert source.served < 8 << 20


def box(kind: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def movie_header(millis: int) -> bytes:
    created = 2082844800 + 1646128800  # 2022-03-01T10:00:00Z after 1904
    numbers = (0, created, created, 1000, millis)
    return box(b"moov", box(b"mvhd", b"".join(n.to_bytes(4, "big") for n in numbers) + bytes(80)))


class Sparse:
    """A seekable source: a head, so many zero bytes, a tail; counts what is read."""

    def __init__(self, head: bytes, hole: int, tail: bytes) -> None:
        self.head, self.hole, self.tail = head, hole, tail
        self.size = len(head) + hole + len(tail)
        self.at = self.served = 0

    def seek(self, offset: int) -> int:
        self.at = offset
        return offset

    def read(self, length: int) -> bytes:
        out = bytearray()
        for start, part in ((0, self.head), (len(self.head) + self.hole, self.tail)):
            out += bytes(max(0, min(start, self.at + length) - max(self.at, self.at + len(out))))
            skip = self.at + len(out) - start
            if skip >= 0:
                out += part[skip : skip + length - len(out)]
        self.at += len(out)
        self.served += len(out)
        return bytes(out)


def test_a_picture_longer_than_its_bound_is_not_asked_for(decoder):
    source = Sparse(with_metadata(), 400 << 20, b"")
    report = decoder.examine(source, source.size, "jpg")
    assert (report.media_type, report.problem) == ("image/jpeg", TOO_LARGE)
    assert source.served < 8 << 20


def test_exif_survives_a_reader_that_raises(monkeypatch):
    tags = Image.Exif()
    tags[0x010F] = "Canon"
    tags.get_ifd(0x8769)[0x9003] = "2023:07:09 20:36:33"
    block = tags.tobytes()[6:]

    def raising(*_args, **_kwargs):
        raise AssertionError("as ExifRead 3.5.1 does on some files")

    monkeypatch.setattr("exifread.process_file", raising)
    found, findings = exif.read(block)
    assert found.text("IFD0", 0x010F) == "Canon"
    assert found.text("ExifIFD", 0x9003) == "2023:07:09 20:36:33"
    assert [f.code for f in findings] == ["exif_damaged"]


def test_exif_survives_a_reader_that_does_not_end(monkeypatch):
    tags = Image.Exif()
    tags[0x010F] = "Canon"

    def endless(*_args, **_kwargs):
        while True:
            pass

    monkeypatch.setattr("exifread.process_file", endless)
    monkeypatch.setattr(exif, "_EXIFREAD_S", 0.05)
    found, findings = exif.read(tags.tobytes()[6:])
    assert found.text("IFD0", 0x010F) == "Canon"
    assert [f.code for f in findings] == ["exif_damaged"]


@pytest.mark.parametrize("junk", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff" + bytes(40)])
def test_exif_that_nobody_can_read_is_told(junk):
    found, findings = exif.read(junk)
    assert not found
    assert [f.code for f in findings] == ["exif_unreadable"]


def test_nothing_of_the_evidence_reaches_standard_error(monkeypatch, tmp_path):
    told = tmp_path / "stderr"
    with told.open("wb") as file:
        monkeypatch.setattr(process.ChildProcess, "_stderr", staticmethod(lambda: file.fileno()))
        data = with_metadata()
        broken = data[:300] + b"\xff\x00\xfe" * 30 + data[390:-3000]
        with Decoder() as decoder:
            for picture in (data, broken, data[:-500], data[:400]):
                decoder.examine(picture, len(picture), "jpg")
    assert told.read_bytes() == b""


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.judge
def test_strace_sees_no_open_and_no_socket_after_the_greeting(tmp_path):
    trace = tmp_path / "trace"

    class Traced(Decoder):
        def command(self):
            return [
                shutil.which("strace"),
                "-f",
                "-o",
                str(trace),
                "-e",
                "trace=%file,%network,%process,write",
                *super().command(),
            ]

    data = with_metadata()
    with Traced(timeout_s=60) as decoder:
        report = decoder.examine(data, len(data), "jpg")
        if report.problem is not None:
            pytest.skip("this system does not let strace look")
        slot = decoder._slots.get()
        slot._process.stdin.close()
        slot._process.wait(timeout=20)
        decoder._slots.put(slot)
    lines = trace.read_text().splitlines()
    greeting = next(n for n, line in enumerate(lines) if "FDD1" in line and "write(" in line)
    after = [line for line in lines[greeting:] if not any(w in line for w in ("write(", "exit", "clone", "+++", "---"))]
    assert [line for line in after if "EPERM" not in line] == []


def test_one_child_serves_all_kinds_of_requests_and_is_not_left_behind():
    data, pids = with_metadata(), set()
    with Decoder() as made:
        for ask in (made.self_check, lambda: made.examine(data, len(data), "jpg")):
            ask()
            pids.add(pid_of(made))
        for act in (made.preview, made.pixels, made.clean_image):
            act(data, len(data), 200)
            pids.add(pid_of(made))
    assert len(pids) == 1
    assert not Path(f"/proc/{pids.pop()}").exists()


def pid_of(decoder: Decoder) -> int:
    child = decoder._slots.get()
    decoder._slots.put(child)
    assert child is not None
    return child.pid
