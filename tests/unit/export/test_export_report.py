"""The report as a tree and as a PDF."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import bundle_material as material
import pytest

from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.i18n import Words
from field_doc.export import fonts, html, jpeg, pdf, plan, redact, report, signing, tree
from field_doc.export.context import Context, FileDigest
from field_doc.export.model import PlanFeature, PlanKind, Signer, SitePlan, exhibit_numbers
from field_doc.formats import digest


def context(case, language: str = "uk") -> Context:
    shown = redact.apply(case.source)
    numbers = [r.source.exhibit for r in shown.records] + [e.number for e in shown.exhibits]
    files = {
        n: FileDigest(f"x/{n}", digest.sha256_text(n.encode()), digest.sha512_text(n.encode()), 1234) for n in numbers
    }
    return Context(shown, Words(language), files)


@pytest.fixture(scope="module")
def built(made_case):
    return report.build(context(made_case))


def test_order_of_sections(built) -> None:
    anchors = [section.anchor for section in built.sections()]
    assert anchors == [
        "cover", "contents", "index", "rec-001", "rec-002", "rec-003", "plan-003", "exh-004", "exh-005", "custody",
        "withheld", "method", "verify", "annex", "certification",
    ]  # fmt: skip


def test_counts_agree_on_all_pages(made_case, built) -> None:
    text = tree.as_text(built)
    assert "■ 1 повністю; ◧ 4 з прихованими даними; □ 1 не включено" in text
    assert "Названо 6 із 6 вибраних матеріалів: повністю 1, з прихованими даними 4, не включено 1." in text
    assert "названо в описі: повністю 1, з прихованими даними 4, не включено 1 | 6" in text


def test_withheld_values_are_nowhere_and_their_places_are(built) -> None:
    text = tree.as_text(built)
    assert material.NAME_MARK not in text
    assert "49.2122" not in text
    assert "Ім’я: приховано R1" in text
    assert "Координати: приховано R3" in text
    assert "аудіозапис" in text


def test_window_before_the_first_anchor_is_printed(made_case, built) -> None:
    text = tree.as_text(built)
    assert "рядки до 2 включно вийшли з нього до 14.11.2026, 10:00. Рядки від 3 до 6" in text
    part = replace(made_case.source.ledgers[0], anchors=())
    alone = replace(made_case, source=replace(made_case.source, ledgers=(part,)))
    assert "жоден контрольний знак журналу його не полишив" in tree.as_text(report.build(context(alone)))


def test_contradicting_information_is_printed_also_when_there_is_none(built) -> None:
    text = tree.as_text(built)
    assert "Суперечливі відомості: не позначено" in text
    assert "Суперечливі відомості: позначено, у цьому пакеті: 004; позначено, не в цьому пакеті: W-9QQ2-F" in text


def test_english_report_has_no_ukrainian_furniture(made_case) -> None:
    case = material.make_case(language="en")
    built = report.build(context(case, "en"))
    furniture = " ".join(
        [
            built.title,
            built.furniture.edition,
            built.furniture.page,
            *(s.title for s in built.sections() if s.level == 0 and not s.tag),
        ]
    )
    assert not re.search("[а-яіїєґ]", furniture, re.IGNORECASE)
    assert "does not prove" in furniture


def test_no_report_says_proves_or_names_a_person_for_a_signature(built) -> None:
    text = tree.as_text(built)
    assert "доведено" not in text
    english = tree.as_text(report.build(context(material.make_case(language="en"), "en")))
    assert re.findall(r"(?<!not )\bprove[sd]?\b", english) == []


def test_same_custody_shares_a_table(built) -> None:
    assert "### 004.1–005.1 (матеріалів: 2, спільна історія)" in tree.as_text(built)


def test_html_has_the_same_words_and_runs_nothing(built) -> None:
    nasty = replace(built, title="<script>alert(1)</script>")
    page = html.render(nasty)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "приховано R1" in page


def test_pdf_is_reproducible_dated_and_carries_no_foreign_font(made_case, built, tmp_path) -> None:
    moment = datetime(2026, 11, 14, 12, 5, tzinfo=UTC)
    first, second = (pdf.build(built, moment, "Матеріал") for _ in range(2))
    assert first.data == second.data
    assert b"D:20261114120500" in first.data
    assert b"Helvetica" not in first.data
    assert first.signature_page == first.pages - 1
    path = tmp_path / "r.pdf"
    path.write_bytes(first.data)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    assert f"Сторінка {first.pages} з {first.pages}" in text
    assert "NLG-000413" in text
    assert "Первинна розповідь W-7K3Q-C" in text


def test_pictures_are_placed_byte_for_byte(built) -> None:
    data = pdf.build(built, material.NOW, "Матеріал").data
    assert material.clean(4) in data
    assert material.clean(5, (960, 1280)) in data


def test_a_picture_with_metadata_is_refused(made_case) -> None:
    marked = material.picture(4, marked=True)
    exhibits = tuple(replace(e, preview=lambda: marked) for e in made_case.source.exhibits)
    built = report.build(context(replace(made_case, source=replace(made_case.source, exhibits=exhibits))))
    with pytest.raises(IntegrityFailure) as caught:
        pdf.build(built, material.NOW, "Матеріал")
    assert caught.value.code == "bundle.picture-metadata"


def test_characters_without_a_glyph_are_spelled_out() -> None:
    assert "".join(piece for _, piece in fonts.runs("а\u202eб", "fd-sans")) == "а⟨U+202E⟩б"
    spelled = "".join(piece for _, piece in fonts.runs("\U00013000", "fd-sans"))
    assert spelled == "⟨U+13000⟩"
    assert "".join(p for _, p in fonts.runs("−4 ✓ ◧", "fd-sans")) == "−4 ✓ ◧"


class TestJpeg:
    def test_clean_and_marked(self) -> None:
        assert jpeg.look(material.clean(1)).clean
        frame = jpeg.look(material.picture(1, marked=True))
        assert (frame.width, frame.height, frame.clean) == (1280, 960, False)

    def test_something_behind_the_end_is_not_clean(self) -> None:
        assert not jpeg.look(material.clean(1) + b"hidden").clean
        assert not jpeg.look(material.clean(1) + material.clean(2)).clean

    @pytest.mark.parametrize(
        "segment", [b"\xff\xfe\x00\x08hidden", b"\xff\xe1\x00\x08http:/", b"\xff\xed\x00\x08Photos"]
    )
    def test_comment_xmp_and_iptc_are_seen(self, segment) -> None:
        data = material.clean(1)
        assert not jpeg.look(data[:2] + segment + data[2:]).clean

    @pytest.mark.parametrize("cut", [0, 1, 3, 10, 200])
    def test_cut_files(self, cut) -> None:
        with pytest.raises(IntegrityFailure):
            jpeg.look(material.clean(1)[:cut])


class TestPlan:
    def test_scale_fits_and_distances_are_right(self, made_case) -> None:
        drawing = plan.draw(made_case.source.records[2].plan)
        assert drawing.scale == 500
        for mark in drawing.marks:
            for x, y in mark.points:
                assert 0 <= x <= drawing.width
                assert 0 <= y <= drawing.height
        second = drawing.references[1]
        assert second.distance == pytest.approx(12.65, abs=0.05)
        assert second.bearing == pytest.approx(108.4, abs=0.3)

    def test_local_grid_agrees_with_a_geodesic_library(self) -> None:
        pyproj = pytest.importorskip("pyproj")
        datum = (37.25, 49.21)
        point = (37.2561, 49.2133)
        east, north = plan.local((point,), datum)[0]
        azimuth, _, distance = pyproj.Geod(ellps="WGS84").inv(*datum, *point)
        assert (east**2 + north**2) ** 0.5 == pytest.approx(distance, abs=0.1)
        assert plan._reference(PlanFeature(PlanKind.REFERENCE, "x", (point,)), (east, north)).bearing == pytest.approx(
            azimuth, abs=0.05
        )

    def test_a_point_alone_and_a_country(self) -> None:
        one = SitePlan((PlanFeature(PlanKind.REFERENCE, "D0", ((37.0, 49.0),)),), "")
        assert plan.draw(one).scale == 50
        with pytest.raises(InputProblem) as caught:
            plan.draw(SitePlan((PlanFeature(PlanKind.LINE, "", ((22.0, 48.0), (40.0, 49.0))),), ""))
        assert caught.value.code == "bundle.plan-wide"
        with pytest.raises(InputProblem):
            plan.draw(SitePlan((), ""))


class TestSigner:
    def test_wrong_passphrase_and_wrong_file(self, report_signer) -> None:
        with pytest.raises(AccessRefused) as caught:
            signing.signer_name(Signer(report_signer.pkcs12, b"wrong"))
        assert caught.value.code == "signer.passphrase"
        with pytest.raises(InputProblem) as file:
            signing.signer_name(Signer(b"no such thing", b"x"))
        assert file.value.code == "signer.file"
        assert signing.signer_name(report_signer) == "Офіс документування (зразок)"

    def test_name_too_long(self, made_case) -> None:
        office = made_case.office
        with pytest.raises(InputProblem) as caught:
            signing.make_signer(office.root, office.root_pem, "Ї" * 40, b"x", material.SetClock())
        assert caught.value.code == "signer.name"


def test_the_whole_report_reads_as_it_did(built) -> None:
    """Golden text. After a wanted change: compare, then write ``tree.as_text`` over the file."""
    golden = Path(__file__).with_name("report_uk.golden.txt")
    assert tree.as_text(built) == golden.read_text("utf-8")


def test_exhibit_numbers_have_no_gaps_and_one_width() -> None:
    assert exhibit_numbers(3) == ("001", "002", "003")
    assert exhibit_numbers(1200)[0] == "0001"
    assert exhibit_numbers(0) == ()
