"""A bundle holds every kind of record about people, units, items, links and custody, and it checks out."""

from __future__ import annotations

import bundling
import pytest
import road

from field_doc.app.commands import records

SAID = {"text": "Слова з паперу.", "lang": "uk"}


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


def sealed(site, type_name, **fields):
    """The id of a sealed record."""
    record = records.new_record(site.desk, type_name, fields).id
    records.seal(site.desk, record)
    return record


def test_units_links_hand_overs_threats_and_risks_stand_in_a_bundle(site, tmp_path) -> None:
    person = sealed(site, "person", identifiers=[{"kind": "ik_id_name", "value": SAID}], handling_level="hl_restricted")
    unit = sealed(
        site,
        "unit",
        title="Невстановлена частина",
        unit_number="в/ч 12345",
        names=[{"name": SAID, "kind": "unm_short"}],
        commanders=[{"person": person, "basis": ["ab_callsign"]}],
    )
    item = sealed(site, "item", item_type="ev_phys_clothing", title=SAID, left_or_taken="lt_received", mass="350.5")
    handed = sealed(
        site,
        "handover",
        item=item,
        what=["hw_package"],
        package_no="П-1",
        at="2026-11-20T10:00:00+02:00",
        released_by="Документатор D-1",
        released_signature={"status": "sg_signed"},
        seal_old="000123",
    )
    link = sealed(site, "link", from_record=person, to_record=unit, relation="rt_member", basis=SAID)
    danger = sealed(site, "threat", kind="thk_device_lost", what="Загублено телефон.", about=[item, unit])
    risk = sealed(site, "risk_observation", risk_factor="un_rf_07", indicator_text=SAID, actor=[unit], severity=3)
    chosen = (person, unit, item, handed, link, danger, risk)

    out = bundling.issue(site, tmp_path / "out", chosen=chosen).out
    verdict = bundling.judge(site, out)
    assert not bundling.failing(verdict)
    # The person gave no consent that was sealed: that record alone is left out, and whatever names it stays.
    assert {row["record"] for row in bundling.described(out)["records"]} == set(chosen) - {person}
