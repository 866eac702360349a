"""The workbench with invented material, for pictures: a recording open, a translation, what cannot be heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from field_doc.app.commands.transcripts import Passage, Source, beside
from field_doc.decode.sound_values import Samples, SoundInfo
from field_doc.evidence.model import Delivery, FileRow, RecordRow
from field_doc.ui.loudspeaker import SilentSpeaker
from field_doc.ui.memory import Forgetful
from field_doc.ui.views.workbench.bench import Bench
from field_doc.ui.views.workbench.pedals import Pedals

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_NOW: Final = "2026-11-20T14:02:00+02:00"
_TOLD: Final = (
    "Близько третьої ночі ми почули машини на вулиці, потім голоси.",
    "Стукали у двері сусідів. Я не виходила. Чула, як його виводили, він просив взяти куртку.",
    "Потім стало тихо. Вранці двері були відчинені.",
)
_PUT: Final = ("At about three at night we heard cars in the street, then voices.",)


class _Quiet:
    """Twelve minutes of nothing."""

    def open(self) -> SoundInfo:
        """Always there."""
        return SoundInfo(12 * 60_000, "sample")

    def read(self, at_ms: int, length_ms: int, speed: int) -> Samples:
        """Silence."""
        return Samples(bytes(32 * length_ms), at_ms, at_ms + length_ms, speed, end=False)

    def close(self) -> None:
        """Nothing is held."""


class _Heard(SilentSpeaker):
    """A loudspeaker for a picture."""

    audible = True


def _source(*, recording: bool) -> Source:
    row = RecordRow(
        "s", "statement", "W-7K3Q-C", None, {}, "", _NOW, _NOW, 1, False, True, None, Delivery.NONE, None, 1
    )
    name = "VOICE_0312.m4a"
    file = FileRow(
        "f", "s", "p", "0" * 64, 1 << 20, "audio/mp4", "audio", name, "restricted", _NOW, {}, (), None,
        detached=False, delivery=Delivery.NONE,
    )  # fmt: skip
    return Source(row, (file,) if recording else (), () if recording else tuple(Passage(t, "uk") for t in _TOLD))


def _bench(words: Words, *, recording: bool) -> Bench:
    bench = Bench(words, "uk" if recording else "en", Pedals(Forgetful()), lambda: _NOW, _Heard)
    bench.editor.author = "T-01"
    title = "W-7K3Q-C · " + words("Transcript {code}", code="")
    bench.source.show_source(_source(recording=recording), title.strip(" ·"), "", can_take=False)
    return bench


def listening(words: Words) -> QWidget:
    """A recording is open; three paragraphs are written, the first is certified."""
    bench = _bench(words, recording=True)
    members = [
        {
            "id": str(number),
            "start_ms": number * 11_000,
            "end_ms": number * 11_000 + 11_000,
            "text": {"lang": "uk", "text": text},
            "author": "T-01",
            "at": _NOW,
            **({} if number else {"certified": "yn_yes", "certifier": "T-07"}),
        }
        for number, text in enumerate(_TOLD)
    ]
    bench.show_value(members)
    bench.source.load(_Quiet())
    bench.source.go(33_400)
    return bench


def translating(words: Words) -> QWidget:
    """A text paragraph by paragraph; the first is translated."""
    bench = _bench(words, recording=False)
    members = beside(_source(recording=False).passages)["paragraphs"]
    assert isinstance(members, list)
    bench.show_value([{**m, "id": str(n)} for n, m in enumerate(members) if isinstance(m, dict)])
    bench.editor.go_to(0)
    bench.editor.current.text.insertPlainText(_PUT[0])
    return bench


def unheard(words: Words) -> QWidget:
    """A recording that cannot be decoded here."""
    bench = _bench(words, recording=True)
    bench.show_value(None)
    bench.source.unplayable("sound.unknown")
    return bench


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "workbench-listening": listening,
    "workbench-translating": translating,
    "workbench-unheard": unheard,
}
