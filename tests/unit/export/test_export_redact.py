"""An edition holds nothing above its class, and names what it leaves out."""

from __future__ import annotations

from dataclasses import replace

import bundle_material as material
import pytest

from field_doc.base.errors import InputProblem, Unsupported
from field_doc.export import redact
from field_doc.export.model import ConsentState, Edition, ProtectionClass
from field_doc.export.redact import Form, Reason
from field_doc.formats import disclosure, sdjwt
from field_doc.formats.keys import Purpose


def paths_of(shown, exhibit: str) -> dict:
    return dict(next(r for r in shown.records if r.source.exhibit == exhibit).withheld_paths)


def test_pseudonymised_hides_identity_fields_and_keeps_the_rest(made_case) -> None:
    shown = redact.apply(made_case.source)
    account = next(r for r in shown.records if r.source.exhibit == "002")
    assert account.form is Form.REDACTED
    hidden = paths_of(shown, "002")
    assert hidden == {("fields", "witness_name"): Reason.CLASS, ("fields", "story", 0): Reason.CLASS}
    opened = sdjwt.open_partial(account.presentation, made_case.device.record.public)
    assert opened.fields["story"][1:] == material.STORY[1:]
    assert material.NAME_MARK not in account.presentation.text()
    assert [row.value for row in account.rows if row.ground] == ["", ""]


def test_full_edition_hides_nothing(made_case) -> None:
    shown = redact.apply(made_case.edition(Edition.FULL))
    assert all(r.form is Form.FULL and not r.withheld_paths for r in shown.records)
    assert all(e.original for e in shown.exhibits)
    assert shown.withheld == ()


def test_a_field_no_row_explains_is_withheld(made_case) -> None:
    record = made_case.source.records[1]
    rows = tuple(row for row in record.rows if row.path != ("fields", "language"))
    source = replace(made_case.source, records=(replace(record, rows=rows),))
    assert paths_of(redact.apply(source), "002")["fields", "language"] is Reason.UNCLASSIFIED


def test_container_is_shown_as_long_as_one_of_its_parts_is(made_case) -> None:
    record = made_case.source.records[1]
    rows = tuple(
        replace(row, protection=ProtectionClass.IDENTITY) if row.path[:2] == ("fields", "place") else row
        for row in record.rows
    )
    hidden = paths_of(redact.apply(replace(made_case.source, records=(replace(record, rows=rows),))), "002")
    assert ("fields", "place") in hidden
    one = tuple(
        replace(row, protection=ProtectionClass.IDENTITY) if row.path == ("fields", "place", "raion") else row
        for row in record.rows
    )
    hidden = paths_of(redact.apply(replace(made_case.source, records=(replace(record, rows=one),))), "002")
    assert ("fields", "place") not in hidden
    assert ("fields", "place", "raion") in hidden


def test_nearest_row_decides_and_of_two_the_stricter(made_case) -> None:
    record = made_case.source.records[1]
    bare = [row for row in record.rows if row.path[:2] != ("fields", "place")]
    place = replace(bare[0], path=("fields", "place"), protection=ProtectionClass.IDENTITY)
    raion = replace(bare[0], path=("fields", "place", "raion"), protection=ProtectionClass.RESTRICTED)

    def hidden(*rows):
        source = replace(made_case.source, records=(replace(record, rows=(*bare, *rows)),))
        return paths_of(redact.apply(source), "002").keys()

    assert ("fields", "place") in hidden(place)
    assert ("fields", "place", "raion") not in hidden(place, raion)
    assert ("fields", "place", "as_said") in hidden(place, raion)
    stricter = replace(raion, protection=ProtectionClass.IDENTITY)
    assert ("fields", "place", "raion") in hidden(raion, stricter)


def test_attachment_entries_go_only_with_their_originals(made_case) -> None:
    hidden = paths_of(redact.apply(made_case.source), "001")
    assert hidden["attachments", 0] is Reason.ORIGINAL
    open_exhibits = tuple(replace(e, metadata_open=True) for e in made_case.source.exhibits)
    hidden = paths_of(redact.apply(replace(made_case.source, exhibits=open_exhibits)), "001")
    assert ("attachments", 0) not in hidden


def test_originals_become_derivatives_or_are_withheld_with_a_commitment(made_case) -> None:
    shown = redact.apply(made_case.source)
    assert [(e.number, e.original, e.file_name) for e in shown.exhibits] == [
        ("004.1", False, "004.1.jpg"),
        ("005.1", False, "005.1.jpg"),
    ]
    assert [(w.exhibit, w.reason) for w in shown.withheld] == [
        ("004", Reason.ORIGINAL),
        ("005", Reason.ORIGINAL),
        ("006", Reason.CLASS),
    ]
    digests = {e.sha256 for e in made_case.source.exhibits}
    assert all(w.commitment.startswith("hmac-sha256:") and w.commitment not in digests for w in shown.withheld)


def test_without_a_way_to_strip_metadata_the_original_stays(made_case) -> None:
    bare = tuple(replace(e, clean_image=None) for e in made_case.source.exhibits)
    shown = redact.apply(replace(made_case.source, exhibits=bare))
    assert shown.exhibits == ()
    assert [w.reason for w in shown.withheld] == [Reason.METADATA, Reason.METADATA, Reason.CLASS]


def test_facts_above_the_edition_are_not_shown(made_case) -> None:
    keys = {fact.key for e in redact.apply(made_case.source).exhibits for fact in e.facts}
    assert keys == {"taken", "camera", "direction"}
    full = redact.apply(made_case.edition(Edition.FULL))
    assert "position" in {fact.key for e in full.exhibits for fact in e.facts}


@pytest.mark.parametrize("edition", [Edition.FULL, Edition.PSEUDONYMISED])
def test_consent_that_does_not_cover_keeps_a_record_out_of_every_edition(made_case, edition) -> None:
    refused = replace(made_case.source.records[1], consent=ConsentState("declined", "відмова", covers=False))
    source = replace(made_case.edition(edition), records=(made_case.source.records[0], refused))
    shown = redact.apply(source)
    assert [r.source.exhibit for r in shown.records] == ["001"]
    assert ("002", Reason.CONSENT) in [(w.exhibit, w.reason) for w in shown.withheld]
    assert shown.count(Form.WITHHELD) == (1 if edition is Edition.FULL else 2)


def test_titles_that_identify_are_replaced(made_case) -> None:
    record = replace(made_case.source.records[1], title=material.NAME_MARK, title_protection=ProtectionClass.IDENTITY)
    shown = redact.apply(replace(made_case.source, records=(record,)))
    assert shown.records[0].title == "W-7K3Q-C"


def test_ledger_details_are_disclosed_by_class_and_closed_by_default(made_case) -> None:
    names = {name for part in redact.apply(made_case.source).entries for entry in part for name in entry.members}
    assert names == {"device_model"}


def test_statement_of_hidden_parts_covers_the_presentations(made_case) -> None:
    from field_doc.export import describe

    shown = redact.apply(made_case.source)
    key = made_case.office.bundle
    statement = disclosure.verify(disclosure.sign(describe.statement(shown), key), key.public)
    disclosure.covers_edition(statement, [record.presentation for record in shown.records])
    reasons = {part.reason for entry in statement.records for part in entry.withheld}
    assert reasons == {"class", "original"}
    assert key.purpose is Purpose.BUNDLE


def test_refusals(made_case) -> None:
    with pytest.raises(Unsupported) as caught:
        redact.apply(made_case.edition(Edition.PUBLIC))
    assert caught.value.code == "bundle.edition"
    with pytest.raises(InputProblem) as empty:
        redact.apply(replace(made_case.source, records=()))
    assert empty.value.code == "bundle.empty"
    twice = replace(made_case.source.records[0], exhibit="002")
    with pytest.raises(InputProblem) as numbers:
        redact.apply(replace(made_case.source, records=(twice, made_case.source.records[1])))
    assert numbers.value.code == "bundle.numbers"
    short = replace(made_case.source.exhibits[0], commitment_salt=b"short")
    with pytest.raises(InputProblem) as salt:
        redact.apply(replace(made_case.source, exhibits=(short,)))
    assert salt.value.code == "bundle.salt"
