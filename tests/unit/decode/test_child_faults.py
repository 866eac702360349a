"""Whatever a child does, one item costs one report and the next item is served."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.decode.client import Decoder
from field_doc.decode.values import DIED, MEMORY, TIMED_OUT, Problem

STAND_IN = Path(__file__).with_name("misbehaving_child.py")


class Misbehaving(Decoder):
    """A decoder whose child is the stand-in."""

    def __init__(self, how: str, **options: float) -> None:
        super().__init__(**({"timeout_s": 20} | options))  # type: ignore[arg-type]
        self.how: str | None = how

    def command(self) -> list[str]:
        return super().command() if self.how is None else [sys.executable, str(STAND_IN), self.how]


@pytest.mark.parametrize(
    "how",
    [
        "no-greeting",
        "killed",
        "garbage",
        "huge_header",
        "huge_blob",
        "deep_json",
        "impossible_position",
        "script_as_thumbnail",
        "asks_beyond_end",
        "asks_for_ever",
        "talks_for_ever",
    ],
)
def test_a_child_that_misbehaves_costs_one_report(how, jpeg):
    data = jpeg()
    with Misbehaving(how) as decoder:
        assert decoder.examine(data, len(data), "jpg").problem == DIED
        decoder.how = None
        report = decoder.examine(data, len(data), "jpg")
    assert report.problem is None
    assert report.thumbnail is not None


def test_a_child_that_hangs_is_killed_in_time(jpeg):
    data = jpeg()
    with Misbehaving("hang", timeout_s=0.5) as decoder:
        assert decoder.examine(data, len(data), "jpg").problem == TIMED_OUT
        assert decoder.preview(data, len(data), 100) == Problem(TIMED_OUT)


def test_facts_told_before_the_crash_are_kept(jpeg):
    data = jpeg()
    with Misbehaving("facts_then_killed") as decoder:
        report = decoder.examine(data, len(data), "jpg")
    assert report.problem == DIED
    assert report.facts.make == "Canon"
    assert report.thumbnail is None


def test_a_program_that_cannot_be_started_is_a_problem_not_an_exception(jpeg):
    class Missing(Decoder):
        def command(self) -> list[str]:
            return [str(Path(sys.executable).with_name("no-such-program"))]

    with Missing() as decoder:
        assert decoder.examine(jpeg(), 10, None).problem == DIED


def test_an_innocent_item_is_judged_again_in_a_fresh_child(jpeg, monkeypatch):
    data = jpeg()
    with Decoder() as decoder:
        assert decoder.examine(data, len(data), "jpg").problem is None
        child = decoder._slots.get()
        assert child is not None
        child._process.kill()  # as if the item before had left it dying
        monkeypatch.setattr(type(child), "alive", property(lambda self: True))
        decoder._slots.put(child)
        assert decoder.examine(data, len(data), "jpg").problem is None


def test_memory_is_bounded(jpeg):
    # 8000 x 8000 pixels need 256 MB as RGB; the child may have 200 MB of address space beyond its start.
    data = jpeg((8000, 8000), quality=1)
    with Decoder(memory_mb=420) as decoder:
        result = decoder.clean_image(data, len(data))
    assert result == Problem(MEMORY)


def test_a_child_is_replaced_after_its_items(jpeg):
    data = jpeg()
    with Decoder(items_per_child=2) as decoder:
        pids = set()
        for _ in range(4):
            decoder.examine(data, len(data), "jpg")
            child = decoder._slots.get()
            pids.add(child.pid if child else None)
            decoder._slots.put(child)
    assert len(pids - {None}) == 2


def test_errors_of_the_source_go_through_and_the_decoder_lives_on(jpeg):
    class Changed:
        def seek(self, _offset):
            return 0

        def read(self, _length):
            raise IntegrityFailure("age.chunk")

    data = jpeg()
    with Decoder() as decoder:
        with pytest.raises(IntegrityFailure):
            decoder.examine(Changed(), 1000, "jpg")
        assert decoder.examine(data, len(data), "jpg").problem is None


def test_use_after_close_is_a_bug():
    decoder = Decoder()
    decoder.close()
    decoder.close()
    with pytest.raises(Bug, match=r"decode\.closed"):
        decoder.examine(b"", 0, None)


def test_threads_share_the_pool(jpeg):
    from concurrent.futures import ThreadPoolExecutor

    pictures = [jpeg((40 + n, 30)) for n in range(12)]
    with Decoder(workers=2) as decoder, ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda d: decoder.examine(d, len(d), "jpg"), pictures))
    assert [r.facts.width for r in reports] == [40 + n for n in range(12)]
    assert all(r.problem is None for r in reports)
