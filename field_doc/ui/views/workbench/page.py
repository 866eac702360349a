"""The page of a transcript or translation: the workbench first, then the few fields about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Slot

from field_doc.app.changes import Kind, changed
from field_doc.app.commands import transcripts
from field_doc.schema.values import MAX_MEMBERS
from field_doc.ui.acts.workbench import VaultWorkbench, WorkbenchActs
from field_doc.ui.forms.builder import Form
from field_doc.ui.loudspeaker import Speaker, open_speaker
from field_doc.ui.recordpage.body import read_form
from field_doc.ui.recordpage.caret import Spot
from field_doc.ui.recordpage.page import RecordPage
from field_doc.ui.recordpage.readform import ReadForm
from field_doc.ui.recordrows import title_of
from field_doc.ui.views.workbench.bench import Bench
from field_doc.ui.views.workbench.form import PARAGRAPHS, TranscriptForm, TranscriptReading
from field_doc.ui.views.workbench.pedals import Pedals

if TYPE_CHECKING:
    from field_doc.app.commands.transcripts import Source
    from field_doc.decode.sound_values import SoundSource
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.forms.context import FormContext
    from field_doc.ui.program import Program

Json = Any
_Either = TypeVar("_Either", TranscriptForm, TranscriptReading)


class TranscriptPage(RecordPage):
    """A record page whose paragraphs stand in the workbench, to be written or to be read."""

    def __init__(
        self,
        program: Program,
        acts: RecordActs,
        work: WorkbenchActs | None = None,
        speaker: Callable[[], Speaker] | None = None,
    ) -> None:
        super().__init__(program, acts)
        self._work = work or VaultWorkbench(program.need_session())
        self.speaker = speaker or open_speaker
        self._wanted: Spot | None = None

    @property
    def bench(self) -> Bench | None:
        """The workbench shown."""
        return self.form.bench if isinstance(self.form, TranscriptForm | TranscriptReading) else None

    def make_draft(self, context: FormContext, values: Mapping[str, Json]) -> Form | ReadForm:
        """The workbench."""
        form = TranscriptForm(context, values, self, self.pedals(), self.speaker)
        form.bench.source.taken.connect(self._take_over)
        form.edited.connect(self._edited_source)
        form.bench.editor.full.connect(self._say_full)
        return self.attend(form)

    @staticmethod
    def make_reading(context: FormContext, values: Mapping[str, Json], parent: QObject) -> ReadForm:
        """The workbench, read only. References stay ids here: the source is found by them."""
        assert isinstance(parent, TranscriptPage)
        plain = read_form(context, values, parent)
        return parent.attend(TranscriptReading(plain, values, parent.pedals(), parent.speaker, parent))

    def pedals(self) -> Pedals:
        """Which key does what on this computer."""
        return Pedals(self._program.memory)

    def attend(self, form: _Either) -> _Either:
        """Listen to what is wanted of the source, and find it."""
        form.bench.source.wanted.connect(self._open_recording)
        form.bench.source.original.connect(self._show_original)
        self._load_source(form)
        return form

    def filled(self) -> None:
        """The caret stands where it was left, else where writing goes on."""
        wanted, self._wanted = self._wanted, None
        if self.bench is not None:
            if wanted is not None:
                self.bench.editor.go_to(wanted.control, wanted.caret)
            else:
                self.bench.editor.go_on()

    def spot(self) -> str:
        """In the paragraphs: which, and the caret in it."""
        writing = isinstance(self.form, TranscriptForm)
        if writing and self.bench is not None and self.view is not None and self.view.current_key == PARAGRAPHS:
            return str(Spot(PARAGRAPHS, self.bench.editor.at, self.bench.editor.caret()))
        return super().spot()

    def return_to(self, spot: Spot) -> None:
        """The paragraphs are filled by now; ``filled`` puts the caret."""
        if spot.field == PARAGRAPHS:
            self._wanted = spot
        else:
            super().return_to(spot)

    @Slot()
    def flush(self) -> None:
        """The vault is about to be closed: what was typed goes to it, sound and samples are let go."""
        super().flush()
        self._silence()

    def _clear(self) -> None:
        self._silence()
        super()._clear()

    def _silence(self) -> None:
        if self.bench is not None:
            self.bench.source.close_sound()

    # -- the source ----------------------------------------------------------------------------------

    @Slot(str)
    def _edited_source(self, name: str) -> None:
        if name == "of" and isinstance(self.form, TranscriptForm):
            self._load_source(self.form)

    def _load_source(self, form: TranscriptForm | TranscriptReading) -> None:
        of = form.stored.get("of")
        if not isinstance(of, str):
            return

        def load(_reporter: object) -> tuple[Source, str]:
            return self._work.source(of), self._work.author()

        def done(found: tuple[Source, str]) -> None:
            if self.form is form:
                self._show_source(form, *found)

        self._program.runner.submit(load, owner=form, done=done, failed=form.bench.source.open_failed)

    def _show_source(self, form: TranscriptForm | TranscriptReading, source: Source, author: str) -> None:
        chosen = form.stored.get("source_file")
        beside = any(p.original for p in form.bench.editor.every())
        title = f"{source.row.code} · {title_of(source.row, self._program.labels)}"
        can_take = isinstance(form, TranscriptForm) and not beside and not chosen
        form.bench.source.show_source(source, title, chosen if isinstance(chosen, str) else "", can_take=can_take)
        form.bench.editor.author = author
        form.bench.tools.set_author(author)
        form.bench.show_marks()

    @Slot(str)
    def _open_recording(self, file_id: str) -> None:
        form, loaded = self.form, self._loaded
        if not isinstance(form, TranscriptForm | TranscriptReading) or loaded is None:
            return
        of = str(form.stored.get("of"))
        purpose = self._program.words("Transcript {code}", code=loaded.view.shown.row.code)

        def done(sound: SoundSource) -> None:
            self._program.changed(changed(Kind.LEDGER))
            if self.form is form:
                if isinstance(form, TranscriptForm):
                    self._name_source(form, file_id)
                form.bench.source.load(sound)
                form.bench.editor.go_to(form.bench.editor.at)
            else:
                sound.close()

        self._program.runner.submit(
            lambda _r: self._work.sound(of, file_id, purpose),
            owner=self,
            done=done,
            failed=form.bench.source.open_failed,
        )

    def _name_source(self, form: TranscriptForm, file_id: str) -> None:
        """The transcript names what was listened to, and its digest."""
        source = form.bench.source.source
        file = next((f for f in source.recordings if f.id == file_id), None) if source is not None else None
        if file is not None and form.stored.get("source_file") != file.id:
            form.set_value("source_file", file.id)
            form.set_value("source_sha256", file.sha256)

    @Slot()
    def _say_full(self) -> None:
        self._program.notify(
            self._program.words(
                "{count} paragraphs are as many as one record holds. Seal it and begin another for the rest.",
                count=MAX_MEMBERS,
            )
        )

    @Slot()
    def _take_over(self) -> None:
        """The words of the original as paragraphs to be written beside; what is written already stays after them."""
        form = self.form
        source = form.bench.source.source if isinstance(form, TranscriptForm) else None
        if not isinstance(form, TranscriptForm) or source is None:
            return
        taken = transcripts.beside(source.passages).get("paragraphs")
        before = form.values.get(PARAGRAPHS)
        members = [*(taken if isinstance(taken, list) else ()), *(before if isinstance(before, list) else ())]
        form.set_value(PARAGRAPHS, members)
        if "source_language" not in form.values and source.passages:
            form.set_value("source_language", source.passages[0].lang)
        form.bench.source.taker.hide()
        form.bench.editor.go_to(0)

    @Slot()
    def _show_original(self) -> None:
        if isinstance(self.form, TranscriptForm | TranscriptReading):
            self.leave()
            self._program.open_record(str(self.form.stored.get("of")))
