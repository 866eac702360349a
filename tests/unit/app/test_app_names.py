"""Names of people in texts: found before seal, sync and export; decided about place by place; told to nobody."""

import dataclasses
from pathlib import Path

import pytest
from faults import behind
from PIL import ExifTags, Image

from field_doc.app.commands import files, intake, names, records
from field_doc.base.errors import AccessRefused, InputProblem

IDENTITY = {
    "surname": {"text": "Ґудзоньківська", "lang": "uk"},
    "given_name": {"text": "Олена", "lang": "uk"},
    "contacts": [{"contact": {"kind": "ck_phone", "value": "+380 50 765 43 21"}}],
    "addresses": [{"kind": "adk_now", "address": {"address": "вул. Лісова, буд. 7, кв. 3", "country": "UA"}}],
}


@pytest.fixture
def person(session):
    one = records.new_record(session, "person", {})
    identity = records.new_record(session, "identity", {"person": one.id, **IDENTITY})
    return one.code, identity.id


def incident(session, summary, **more):
    fields = {"title": "Обстріл вулиці", "summary": {"paragraphs": [summary], "lang": "uk"}, **more}
    return records.new_record(session, "incident", fields).id


def told(hits):
    return [(h.where, h.field_path, h.found, h.grade) for h in hits]


def test_a_vault_without_identities_says_that_nothing_could_be_looked_for(session):
    looked = names.look(session, [incident(session, "Ґудзоньківська розповіла")])
    assert (looked.hits, looked.compared, looked.closed, looked.records) == ((), 0, (), 1)


def test_every_place_is_found_with_the_words_around_and_the_person(session, person):
    code, _ = person
    record = incident(
        session, "Розповіла Ґудзоньківській сусідка. Телефон 050-765-43-21, живе на Лісовій, 7.",
        context_before={"paragraphs": ["Нічого"], "lang": "uk",
                        "parallel": [{"kind": "translation", "lang": "en", "paragraphs": ["Ms Gudzonkivska left"]}]},
    )  # fmt: skip
    hits = names.check(session, [record])
    assert sorted(told(hits)) == sorted([
        ("field", "summary", "Ґудзоньківській", "likely"),
        ("field", "summary", "050-765-43-21", "likely"),
        ("field", "summary", "Лісовій, 7", "likely"),
        ("field", "context_before", "Gudzonkivska", "likely"),
    ])  # fmt: skip
    first = hits[0]
    assert {h.person_code for h in hits} == {code}
    assert (first.before, first.after[:8], first.decision) == ("Розповіла ", " сусідка", "")


def test_files_are_looked_through_by_name_folder_and_metadata(session, person, tmp_path):
    record = incident(session, "Тихо")
    folder = tmp_path / "Олена Ґудзоньківська"
    folder.mkdir()
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "O. Gudzonkivska"
    Image.new("RGB", (40, 30)).save(folder / "hudzonkivska_1.jpg", "JPEG", exif=exif)
    (folder / "second.txt").write_text("x")
    intake.take_in(session, [folder], record)
    hits = names.check(session, [record])
    assert len([h for h in hits if h.found == "Олена Ґудзоньківська"]) == 1, "a folder's name comes once"
    assert all(h.in_file for h in hits)
    found = {(h.where, h.found) for h in names.check(session, [record])}
    assert ("file_name", "hudzonkivska") in found
    assert ("file_name", "Олена Ґудзоньківська") in found
    assert any(where == "exif" and "Gudzonkivska" in words for where, words in found)


def test_a_decision_stands_while_the_words_there_stay(session, person):
    record = incident(session, "Потім Ґудзоньківська пішла до річки, і більше її не бачили.")
    (hit,) = names.check(session, [record])
    names.decide(session, [hit], "keep", reason="власне ім'я дозволено, див. згоду")
    assert names.open_hits(session, [record]) == ()
    fields = {"title": "Обстріл", "summary": {"paragraphs": [
        "Новий абзац.", "Потім Ґудзоньківська пішла до річки, і більше її не бачили.", "Кричала Ґудзоньківська."
    ], "lang": "uk"}}  # fmt: skip
    records.save_draft(session, record, fields)
    (again,) = names.open_hits(session, [record])
    assert again.before.endswith("Кричала ")
    names.decide(session, [again], "to_change")
    assert [h.decision for h in names.open_hits(session, [record])] == ["to_change"]
    names.decide(session, [again], "")
    assert [h.decision for h in names.open_hits(session, [record])] == [""]


def test_a_new_person_of_the_same_name_is_asked_about_anew(session, person):
    record = incident(session, "Бачили Ґудзоньківську.")
    names.decide(session, names.check(session, [record]), "not_a_name")
    assert names.open_hits(session, [record]) == ()
    other = records.new_record(session, "person", {})
    records.new_record(session, "identity", {"person": other.id, "surname": IDENTITY["surname"]})
    (hit,) = names.open_hits(session, [record])
    assert set(hit.persons) == {person[0], other.code}


def test_a_reason_that_names_the_person_is_not_kept(session, person):
    record = incident(session, "Бачили Ґудзоньківську.")
    hits = names.check(session, [record])
    with pytest.raises(InputProblem, match=r"names\.reason-names"):
        names.decide(session, hits, "keep", reason="це ж не та Ґудзоньківська")
    with pytest.raises(InputProblem, match=r"names\.decision"):
        names.decide(session, hits, "forget")
    with pytest.raises(InputProblem, match=r"names\.reason-long"):
        names.decide(session, hits, "keep", reason="а" * 2001)
    assert len(names.open_hits(session, [record])) == 1


def test_an_original_in_the_clear_is_refused_until_somebody_decided(session, person, tmp_path):
    record = incident(session, "Тихо")
    photo = tmp_path / "Ґудзоньківська.txt"
    photo.write_text("слова")
    taken = intake.take_in(session, [photo], record).items[0]
    out = tmp_path / "out.txt"
    before = session.run(lambda s: s.custody.size())
    with pytest.raises(AccessRefused, match=r"names\.undecided") as refused:
        files.export_file(session, taken.file_id, out, purpose="суд", plain=True)
    assert (refused.value.exit_code, refused.value.details["count"], out.exists()) == (3, 1, False)
    assert session.run(lambda s: s.custody.size()) == before
    names.decide(session, names.look_at_file(session, taken.file_id).hits, "keep")
    files.export_file(session, taken.file_id, out, purpose="суд", plain=True)
    assert out.read_text() == "слова"


def test_one_identity_is_looked_for_everywhere_before_it_is_closed(session, person):
    one = incident(session, "Бачили Ґудзоньківську.")
    incident(session, "Нікого.")
    other = records.new_record(session, "identity", {"surname": {"text": "Нікого", "lang": "uk"}}).id
    looked = names.look(session, identity=person[1])
    assert [h.record for h in looked.hits] == [one]
    assert [h.found for h in names.look(session, identity=other).hits] == ["Нікого"]


def test_keys_lead_back_to_the_place(session, person):
    record = incident(session, "Бачили Ґудзоньківську.")
    (hit,) = names.check(session, [record])
    assert names.by_key(session, hit.key) == hit
    for key in ("", "x", hit.code + ":000000000000", "nothing"):
        with pytest.raises(InputProblem):
            names.by_key(session, key)


def test_neither_ledger_nor_table_nor_log_tells_whose_name_it_was(session, person, vault_path: Path, caplog):
    record = incident(session, "Бачили Ґудзоньківську біля школи.")
    looked = names.look(session, [record], enter=True)
    names.decide(session, looked.hits, "keep", reason="погоджено")
    events = [line.event for line in records.history(session, record)]
    assert events[-1] == "names.decided"
    tables = session.run(lambda s: [
        " ".join(str(bytes(c), "utf-8", "replace") if isinstance(c, bytes) else str(c) for r in rows for c in r)
        for t in ("names_decisions", "ledger", "ledger_details", "meta")
        for rows in [s.vault.records.rows(f"SELECT * FROM {t}")]
    ])  # fmt: skip
    said = " ".join(tables) + caplog.text
    assert "names.decided" in said
    secret = ("7654321", "765-43", "удзон", "Олена", "Лісова", "школи")
    assert [w for w in secret if w in said] == []
    assert session.run(lambda s: s.vault.records.value("SELECT count(*) FROM names_decisions")) == 1
    session.close()
    with behind(vault_path) as vault, vault.identities() as store:
        assert store.value("SELECT count(*) FROM names_salts") == 2


def test_a_closed_identity_takes_its_salt_along_and_is_named_as_not_compared(session, person):
    record = incident(session, "Бачили Ґудзоньківську.")
    names.decide(session, names.check(session, [record]), "keep")
    session.run(lambda s: s.identities.forget(person[1]))
    looked = names.look(session, [record])
    assert (looked.hits, looked.compared, looked.closed) == ((), 0, (person[0],))
    left = session.run(lambda s: _salts(s))
    assert person[1] not in left


def _salts(services):
    with services.vault.identities() as store:
        return [r["record_id"] for r in store.rows("SELECT record_id FROM names_salts")]


def test_the_documenters_whole_name_counts_and_half_of_it_does_not(session):
    record = incident(
        session, "Записав Test Documenter, і Documenter Test. test documenter's; Test was a test: ДОКУМЕНТЕР"
    )
    found = [h.found for h in names.check(session, [record])]
    assert found == ["Test Documenter", "Documenter Test", "test documenter's"]


def test_what_a_look_shows_is_only_what_stands_in_the_text(session, person):
    record = incident(session, "Бачили Ґудзоньківську.")
    (hit,) = names.check(session, [record])
    shown = str(dataclasses.asdict(hit))
    assert "Олена" not in shown
    assert "7654321" not in shown.replace("-", "").replace(" ", "")
