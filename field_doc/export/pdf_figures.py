"""What the report draws itself: rule, exhibit tag, picture, QR, site plan, signature frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import segno
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from field_doc.base.errors import IntegrityFailure
from field_doc.export import jpeg
from field_doc.export.fonts import runs
from field_doc.export.pdf_plan import draw_plan
from field_doc.export.pdf_style import ACCENT, GREY, HAIR, INK, MEASURE, MM
from field_doc.export.tree import SHAPES

if TYPE_CHECKING:
    from field_doc.export import tree
    from field_doc.export.pdf import Register

_SPACES = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}


def draw_text(canvas: Any, x: float, y: float, text: str, face: str, size: float) -> float:
    """Draw text with glyph fallback; returns its width in points."""
    start = x
    for where, piece in runs(text, face):
        canvas.setFont(where, size)
        canvas.drawString(x, y, piece)
        x += stringWidth(piece, where, size)
    return x - start


class _Figure(Flowable):
    """A figure of fixed size."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Fixed extent in points."""
        return self.width, self.height


class ThickRule(_Figure):
    """The accent rule over a section."""

    def __init__(self) -> None:
        super().__init__(MEASURE, 2.2)

    def draw(self) -> None:
        """One bar."""
        self.canv.setFillColor(ACCENT)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)


class ExhibitTag(_Figure):
    """A sticker with the exhibit's shape and number, 44 by 14 mm."""

    def __init__(self, number: str, shape: str, word: str) -> None:
        super().__init__(44 * MM, 14 * MM)
        self.number, self.shape, self.word = number, shape, word

    def draw(self) -> None:
        """Frame, small word, large number."""
        canvas = self.canv
        canvas.setLineWidth(0.9)
        canvas.setStrokeColor(INK)
        canvas.rect(0, 0, self.width, self.height, fill=0)
        canvas.setFillColor(GREY)
        draw_text(canvas, 2.5 * MM, 10 * MM, self.word, "fd-sans", 7.6)
        canvas.setFillColor(INK)
        width = draw_text(canvas, 2.5 * MM, 3 * MM, SHAPES[self.shape], "fd-symbols", 15)
        draw_text(canvas, 2.5 * MM + width + 2 * MM, 3 * MM, self.number, "fd-bold", 17)


class CleanJpeg(pdfdoc.PDFImageXObject):
    """A JPEG of our own making, put into the file byte for byte, without any image library."""

    def __init__(self, name: str, data: bytes, frame: jpeg.JpegFrame) -> None:
        super().__init__(name)
        self.width, self.height = frame.width, frame.height
        self.bitsPerComponent, self.colorSpace = 8, _SPACES[frame.components]
        self._filters, self.streamContent, self.mask = ("DCTDecode",), cast("Any", data), None
        if frame.components == 4:
            self._dotrans = 1


class PictureBox(_Figure):
    """A picture in a box of fixed height, so that pages are the same whether or not it has been made yet."""

    def __init__(self, node: tree.Picture, *, measuring: bool) -> None:
        super().__init__(MEASURE, node.height * MM)
        self.node, self.measuring = node, measuring

    def draw(self) -> None:
        """Make the picture, refuse it if it carries anything but itself, place it."""
        if self.measuring:
            return
        data = self.node.make()
        if data is None:
            self._say_missing()
            return
        frame = jpeg.look(data)
        if not frame.clean:
            raise IntegrityFailure("bundle.picture-metadata", exhibit=self.node.name)
        name = f"FieldDoc.{self.node.name}"
        image = CleanJpeg(name, data, frame)
        canvas: Any = self.canv
        document = canvas._doc  # noqa: SLF001 - reportlab has no public way to add an image it did not decode
        registered = document.getXObjectName(name)
        canvas._formsinuse.append(name)  # noqa: SLF001
        document.Reference(image, registered)
        document.addForm(name, image)
        scale = min(self.width / frame.width, self.height / frame.height)
        width, height = frame.width * scale, frame.height * scale
        self.canv.saveState()
        self.canv.translate((self.width - width) / 2, (self.height - height) / 2)
        self.canv.scale(width, height)
        canvas._code.append(f"/{registered} Do")  # noqa: SLF001
        self.canv.restoreState()

    def _say_missing(self) -> None:
        """A frame with the reason in it."""
        self.canv.setStrokeColor(HAIR)
        self.canv.setLineWidth(0.6)
        self.canv.rect(0, 0, self.width, self.height, fill=0)
        self.canv.setFillColor(GREY)
        draw_text(self.canv, 6 * MM, self.height / 2, self.node.missing, "fd-sans", 9.5)


class QrBox(_Figure):
    """A QR code 37 mm wide, error level M, four modules quiet, drawn as horizontal runs."""

    def __init__(self, content: str) -> None:
        super().__init__(37 * MM, 37 * MM)
        self.content = content

    def draw(self) -> None:
        """Dark runs only."""
        matrix = [list(row) for row in segno.make_qr(self.content, error="m", boost_error=False).matrix]
        module = self.width / (len(matrix) + 8)
        self.canv.setFillColor(INK)
        for y, row in enumerate(matrix):
            for start, end in _dark_runs(row):
                top = self.height - (y + 5) * module
                self.canv.rect((start + 4) * module, top, (end - start) * module, module, stroke=0, fill=1)


def _dark_runs(row: list[int]) -> list[tuple[int, int]]:
    """Half-open ranges of dark modules."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and found[-1][1] == x:
            found[-1] = (found[-1][0], x + 1)
        else:
            found.append((x, x + 1))
    return found


class PlanBox(_Figure):
    """A site plan in its frame."""

    def __init__(self, node: tree.PlanFigure) -> None:
        super().__init__(node.drawing.width * MM, node.drawing.height * MM)
        self.node = node

    def draw(self) -> None:
        """Grid, features, north, bar."""
        draw_plan(self.canv, self.node)


class SignatureFrames(_Figure):
    """Two frames of 79.5 by 40 mm, the left one for the signer; two dashed ones for paper below."""

    FRAME_WIDTH, FRAME_HEIGHT, GAP = 79.5 * MM, 40 * MM, 8 * MM

    def __init__(self, node: tree.Signatures, register: Register) -> None:
        rows = 1 + (1 if node.paper else 0)
        super().__init__(MEASURE, rows * (self.FRAME_HEIGHT + self.GAP))
        self.node, self.register = node, register

    def draw(self) -> None:
        """Frames and captions; the signer's rectangle goes to the register, nothing is drawn inside it."""
        canvas = self.canv
        right = self.width - self.FRAME_WIDTH
        bottom = self.height - self.FRAME_HEIGHT - self.GAP
        canvas.setStrokeColor(INK)
        for x, caption in ((0, self.node.left), (right, self.node.right)):
            self._draw_frame(x, bottom, caption)
        x0, y0 = canvas.absolutePosition(0, bottom)
        inset = 1.5
        self.register.signature = (
            canvas.getPageNumber() - 1,
            (x0 + inset, y0 + inset, x0 + self.FRAME_WIDTH - inset, y0 + self.FRAME_HEIGHT - inset),
        )
        canvas.setStrokeColor(HAIR)
        canvas.setDash(3, 2)
        for x, caption in zip((0, right), self.node.paper, strict=False):
            self._draw_frame(x, bottom - self.FRAME_HEIGHT - self.GAP, caption)
        canvas.setDash()

    def _draw_frame(self, x: float, y: float, caption: str) -> None:
        """One frame with its caption above."""
        self.canv.setLineWidth(0.9)
        self.canv.rect(x, y, self.FRAME_WIDTH, self.FRAME_HEIGHT, fill=0)
        self.canv.setFillColor(INK)
        draw_text(self.canv, x, y + self.FRAME_HEIGHT + 1.5 * MM, caption, "fd-bold", 8.3)
