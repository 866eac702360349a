"""What contradicts a record is printed beside it in a bundle, also when it does not go along (DOMAIN 0.5)."""

from __future__ import annotations

import shutil
import subprocess

import bundling
import pytest
import road

from field_doc.app.commands import records


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


@pytest.mark.judge
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
def test_0_5_a_bundle_names_what_goes_along_and_what_does_not(site, tmp_path) -> None:
    desk = site.desk
    three = [records.new_record(desk, "incident", {"title": title}).id for title in ("Перша", "Друга", "Третя")]
    for one in three:
        records.seal(desk, one)
    for other in three[1:]:
        fields = {"from_record": three[0], "to_record": other, "relation": "rt_contradicts"}
        records.new_record(desk, "link", fields)
    made = bundling.issue(site, tmp_path / "out", chosen=tuple(three[:2]))
    printed = subprocess.run(
        ["pdftotext", "-layout", made.out / "report.pdf", "-"], capture_output=True, check=True, text=True
    )
    text = " ".join(printed.stdout.split())
    left_out = desk.run(lambda s: s.records.code_of(three[2]))
    assert "marked, in this bundle: 002" in text
    assert f"marked, not in this bundle: {left_out}" in text
    assert "marked, in this bundle: 001" in text
