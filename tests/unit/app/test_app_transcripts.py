"""Beginning transcripts and translations: what is taken from the original, what is refused, what is entered."""

from __future__ import annotations

import pytest

from field_doc.app.bundling import rows
from field_doc.app.commands import intake, records, transcripts
from field_doc.base.errors import InputProblem
from field_doc.base.i18n import Words
from field_doc.decode.sound_values import Samples, SoundInfo
from field_doc.schema import registry, sealing, values
from field_doc.schema.marks import clock

WORDS = {"lang": "uk", "paragraphs": ["Перший абзац.", "Другий абзац."]}


@pytest.fixture
def statement(session):
    return records.new_record(session, "statement", {"account": WORDS}).id


@pytest.fixture
def recording(session, statement, tmp_path):
    import wave

    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(16_000)
        made.writeframes(bytes(32_000))
    intake.take_in(session, [path], statement, source_kind="unknown")
    return transcripts.source(session, statement).recordings[0]


def fields(session, record):
    return records.show(session, record).shown.fields


def test_a_transcript_names_the_recording_and_its_digest(session, statement, recording):
    begun = transcripts.new(session, statement, kind="transcript", language="uk", file=recording.id[:8])
    found = fields(session, begun.id)
    assert begun.code.startswith("TR-")
    assert (found["of"], found["source_file"], found["source_sha256"]) == (statement, recording.id, recording.sha256)
    assert "paragraphs" not in found


def test_a_translation_takes_the_words_and_their_language(session, statement):
    found = fields(session, transcripts.new(session, statement, kind="translation", language="en").id)
    assert [p["original"] for p in found["paragraphs"]] == [
        {"lang": "uk", "paragraphs": [w]} for w in WORDS["paragraphs"]
    ]
    assert all("text" not in p for p in found["paragraphs"])
    assert found["source_language"] == "uk"


def test_a_translation_of_a_transcript_keeps_its_marks(session, statement):
    members = [
        {"start_ms": 0, "end_ms": 1500, "text": {"lang": "uk", "text": "так"}},
        {"text": {"lang": "uk", "text": "ні"}},
    ]
    first = records.new_record(session, "transcript", {"of": statement, "paragraphs": members}).id
    found = fields(session, transcripts.new(session, first, kind="translation", language="en").id)
    assert [(p.get("start_ms"), p.get("end_ms")) for p in found["paragraphs"]] == [(0, 1500), (None, None)]
    assert found["paragraphs"][0]["original"]["paragraphs"] == ["так"]


def test_a_note_is_read_paragraph_by_paragraph(session):
    entries = [{"text": {"lang": "uk", "paragraphs": ["а", "б"]}}, {"text": {"lang": "ru", "paragraphs": ["в"]}}]
    note = records.new_record(session, "note", {"entries": entries}).id
    assert [(p.text, p.lang) for p in transcripts.source(session, note).passages] == [
        ("а", "uk"),
        ("б", "uk"),
        ("в", "ru"),
    ]


def test_what_cannot_be_one_is_refused(session, statement, incident):
    for arguments, code in (
        ({"of": statement, "kind": "summary"}, "transcript.kind"),
        ({"of": incident, "kind": "transcript"}, "transcript.source-kind"),
        ({"of": statement, "kind": "transcript", "file": "0" * 8}, "transcript.file-elsewhere"),
    ):
        with pytest.raises(InputProblem) as refused:
            transcripts.new(session, **arguments, language="uk")
        assert refused.value.code == code


def test_opening_is_entered_with_its_purpose_and_sounds(session, statement, recording):
    sound = transcripts.open_sound(session, statement, recording.id, purpose="Transcript TR-1")
    assert isinstance(sound.open(), SoundInfo)
    found = sound.read(500, 250, 100)
    sound.close()
    assert isinstance(found, Samples)
    assert len(found.data) == 8_000
    viewed = [line for line in records.history(session, statement) if line.event == "file.viewed"]
    assert len(viewed) == 1


def test_without_a_purpose_or_from_another_record_nothing_is_opened(session, statement, recording):
    other = records.new_record(session, "statement", {}).id
    with pytest.raises(InputProblem, match=r"file\.purpose-needed"):
        transcripts.open_sound(session, statement, recording.id, purpose=" ")
    with pytest.raises(InputProblem, match=r"transcript\.file-elsewhere"):
        transcripts.open_sound(session, other, recording.id, purpose="x")
    assert not [line for line in records.history(session, statement) if line.event == "file.viewed"]


def test_marks_and_languages_are_judged_and_nothing_blocks(session, statement):
    members = [{"start_ms": 2000, "end_ms": 1000, "text": {"lang": "en", "text": "x"}, "certified": "yn_yes"}]
    given = {
        "of": statement,
        "kind": "tk_translation",
        "language": "en",
        "source_language": "en",
        "paragraphs": members,
    }
    begun = records.new_record(session, "transcript", given)
    found = {(p.path, p.code, p.severity) for p in begun.problems}
    assert ("paragraphs[0].end_ms", "record.mark-order", "wrong") in found
    assert ("source_language", "record.translation-same-language", "hint") in found
    assert any(path == "paragraphs[0].certifier" and severity == "missing" for path, _, severity in found)
    assert not any(severity == "blocks" for _, _, severity in found)


@pytest.mark.parametrize(("given", "said"), [(0, "0:00:00.0"), (192_450, "0:03:12.4"), (10_800_000, "3:00:00.0")])
def test_times_in_words(given, said):
    assert clock(given) == said


def test_the_report_prints_numbered_paragraphs_beside_the_original():
    schemas = registry.load()
    labels = schemas.labels(Words("en"))
    kind = schemas.record_type("transcript")
    member = {
        "start_ms": 192_400, "end_ms": 200_000, "original": {"lang": "uk", "paragraphs": ["Стукали."]},
        "text": {"lang": "en", "text": "They knocked."}, "author": "T-01", "at": "2026-11-20T14:02:00+02:00",
    }  # fmt: skip
    given = {"of": "0" * 8, "kind": "tk_translation", "language": "en", "paragraphs": [member]}
    sealed = sealing.complete_for_sealing(kind, values.normalise_fields(kind, given))[0]
    made = rows.of_record(schemas, kind, sealed, sealing.sealable(kind, sealed), labels, lambda _id: "W-1")
    lines = {row.label: row.value for row in made}
    assert lines["Paragraphs 1 · Begins at"] == "0:03:12.4"
    assert lines["Paragraphs 1 · Original"] == "Стукали."
    assert lines["Paragraphs 1 · Text"] == "They knocked."
    assert lines["Of which record"] == "W-1"


def test_a_text_longer_than_a_record_stands_beside_fewer_paragraphs_whole():
    known = tuple(transcripts.Passage(str(n), "uk", n, n + 1) for n in range(2_000))
    members = transcripts.beside(known)["paragraphs"]
    assert len(members) == 1_000
    assert [p for m in members for p in m["original"]["paragraphs"]] == [str(n) for n in range(2_000)]
    assert (members[1]["start_ms"], members[1]["end_ms"]) == (2, 4)
    assert transcripts.beside(()) == {}
