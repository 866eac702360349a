"""One act, one transaction: an act that fails leaves neither rows nor entries, and the ledger goes on whole."""

from __future__ import annotations

import pytest

from field_doc.app.commands import custody, records, upkeep
from field_doc.base.errors import Bug, FieldDocError
from field_doc.evidence.check import check_ledger


def test_an_act_that_fails_leaves_no_entry(session, incident) -> None:
    before = custody.head(session)

    def failing(services) -> None:
        with services.custody.act() as act:
            act.enter("draft.begun", subject=incident)
            act.enter("draft.discarded", subject=incident)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        session.run(failing)
    assert custody.head(session) == before
    records.save_draft(session, incident, {"title": "after"})
    records.seal(session, incident)
    assert upkeep.check(session, full=True).findings == ()


@pytest.mark.parametrize(
    ("event", "terms"),
    [
        ("no.such-event", {}), ("draft.begun", {"code": "a sentence"}), ("draft.begun", {"code": "Прізвище"}),
        ("draft.begun", {"Name": "x"}), ("draft.begun", {"code": "x" * 81}), ("draft.begun", {"code": ""}),
    ],
)  # fmt: skip
def test_words_where_terms_stand_are_refused_and_nothing_is_entered(session, event, terms) -> None:
    size = custody.head(session).size

    def entering(services) -> None:
        with services.custody.act() as act:
            act.enter(event, terms=terms)

    with pytest.raises(FieldDocError):
        session.run(entering)
    assert custody.head(session).size == size
    assert session.run(lambda s: check_ledger(s.vault.records, s.custody)) == []


def test_entries_outside_an_act_and_acts_within_acts_are_bugs(session) -> None:
    def nested(services) -> None:
        with services.custody.act(), services.custody.act():
            pass

    with pytest.raises(Bug, match=r"vault\.nested-transaction"):
        session.run(nested)
    with pytest.raises(Bug, match=r"vault\.wrong-thread"):
        session.run(lambda s: s.vault.records).rows("SELECT 1")


def test_every_entry_can_be_proven(session, incident, tmp_path) -> None:
    from field_doc.formats import merkle
    from field_doc.formats.proof import parse

    records.seal(session, incident)
    size = custody.head(session).size
    for seq in range(size):
        proven = custody.prove(session, seq, tmp_path / str(seq))
        proof = parse((tmp_path / str(seq)).read_bytes())
        leaf = merkle.leaf_hash(proof.leaf)
        assert merkle.verify_inclusion(leaf, seq, proven.size, list(proof.path), proven.root)


def test_discarded_and_viewed_records_count_in_their_case(session) -> None:
    case = records.new_record(session, "case", {})
    begun = [records.new_record(session, "note", {}, case=case.code) for _ in range(3)]
    records.discard_draft(session, begun[1].id)
    from field_doc.formats.ledger_entry import parse_leaf

    rows = session.run(lambda s: s.vault.records.rows("SELECT leaf FROM ledger ORDER BY seq"))
    leaves = [parse_leaf(bytes(r["leaf"])) for r in rows]
    counted = [leaf.case_n for leaf in leaves if leaf.case is not None]
    assert counted == [1, 2, 3, 4, 5]
