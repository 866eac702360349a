"""Epochs that go on from ended ones, made by hand: what is one history, what are two under one key (R04, R39)."""

from __future__ import annotations

from dataclasses import replace

import bundle_material as material
import pytest
from bundle_tools import failing

from field_doc.export import bundle
from field_doc.export.model import CertificateInput, EarlierInput
from field_doc.formats import checkpoint, merkle
from field_doc.formats.keys import Purpose
from field_doc.verifier import Holding, verify


def head_of(device, size=None):
    """The tree of a device at a size."""
    size = size or device.frontier.size
    fetch = lambda level, index: device.nodes[level, index]  # noqa: E731
    return checkpoint.Checkpoint(device.origin, size, merkle.root_at(size, fetch))


def began(device, size):
    """The proof that the device's log began as the one of ``size`` entries."""
    fetch = lambda level, index: device.nodes[level, index]  # noqa: E731
    return EarlierInput(size, tuple(merkle.consistency_proof(size, device.frontier.size, fetch)))


def begin(office, ended, *, seed, size=None, root=None, origin=None, code=None):
    """A device whose entry 0 goes on from another one."""
    device = material.Device(office, material.SeededRandom(seed), code or ended.code)
    head = head_of(ended)
    device.enter(
        "epoch.started", in_case=False,
        terms={"cause": "restored", "device": device.record.public.fingerprint(),
               "continues": origin or ended.origin.rpartition("/")[2],
               "continues_size": str(size or head.size), "continues_root": "sha256:" + (root or head.root).hex()},
    )  # fmt: skip
    return device


def inside(device, part):
    """A part under the vault's own last head, which never left: one line."""
    return replace(part, checkpoint=checkpoint.sign_inside(head_of(device), device.log.ed))


def certificates(*devices):
    return tuple(CertificateInput(Purpose.LOG, device.code, device.log_pem) for device in devices)


@pytest.fixture
def made():
    """A case of its own for each test: its device is an ended epoch."""
    return material.make_case(seed=11)


@pytest.fixture
def judged(made, report_signer, uk_words, tmp_path):
    """Write a bundle with these parts beside the ended one, and judge it."""

    def judge(ended, *others, part=None):
        parts = (part or inside(ended, made.source.ledgers[0]), *(p for _, p in others))
        certs = made.source.certificates + certificates(*(device for device, _ in others))
        source = replace(made.source, ledgers=parts, certificates=certs)
        bundle.write(source, tmp_path / "o", signer=report_signer, key=made.office.bundle, words=uk_words)
        return verify(tmp_path / "o", made.trust)

    return judge


def unbroken(verdict):
    claim = verdict.claim("ledger.unbroken")
    return claim.verdict, claim.details.get("code")


def test_alone_it_is_incomplete(made, judged) -> None:
    verdict = judged(made.device)
    assert unbroken(verdict) == (Holding.FAILS, "checkpoint.incomplete")
    assert "ledger.continued" not in [claim.claim for claim in verdict.claims]


def test_the_epoch_that_goes_on_vouches_for_it(made, judged) -> None:
    later = begin(made.office, made.device, seed=2)
    verdict = judged(made.device, (later, later.part([0])))
    assert unbroken(verdict) == (Holding.HOLDS, None)
    assert verdict.claim("ledger.continued").reason == "continued"
    order = [claim.claim for claim in verdict.claims]
    assert order.index("ledger.continued") == order.index("ledger.unbroken") + 1


@pytest.mark.parametrize("wrong", [{"size": 6}, {"size": 8}, {"root": bytes(32)}, {"origin": "0" * 32}])
def test_one_that_names_another_end_does_not(made, judged, wrong) -> None:
    later = begin(made.office, made.device, seed=2, **wrong)
    assert unbroken(judged(made.device, (later, later.part([0])))) == (Holding.FAILS, "checkpoint.incomplete")


def test_one_that_shows_no_entry_0_does_not(made, judged) -> None:
    later = begin(made.office, made.device, seed=2)
    later.enter("vault.unlocked", in_case=False)
    assert unbroken(judged(made.device, (later, later.part([1])))) == (Holding.FAILS, "checkpoint.incomplete")


def test_one_that_has_one_line_itself_does_not(made, judged) -> None:
    later = begin(made.office, made.device, seed=2)
    found = judged(made.device, (later, inside(later, later.part([0]))))
    assert unbroken(found) == (Holding.FAILS, "checkpoint.incomplete")


def test_over_several_steps(made, judged) -> None:
    middle = begin(made.office, made.device, seed=2)
    last = begin(made.office, middle, seed=3)
    verdict = judged(made.device, (last, last.part([0])), (middle, inside(middle, middle.part([0]))))
    assert unbroken(verdict) == (Holding.HOLDS, None)
    assert len(verdict.claim("ledger.continued").details["epochs"]) == 2


def test_the_office_has_more_than_was_taken_up(made, judged) -> None:
    """Both lines, and more entries than the next epoch knew of."""
    device = made.device
    part = replace(made.source.ledgers[0], earlier=(began(device, 4),))
    later = begin(made.office, device, seed=2, size=4, root=head_of(device, 4).root)
    claim = judged(device, (later, later.part([0])), part=part).claim("ledger.continued")
    assert (claim.verdict, claim.details["beyond"]) == (Holding.HOLDS, device.frontier.size - 4)


def test_two_histories_under_one_key(made, judged) -> None:
    device = made.device
    part = replace(made.source.ledgers[0], earlier=(began(device, 4),))
    other = begin(made.office, device, seed=2, size=4, root=bytes(32))
    claim = judged(device, (other, other.part([0])), part=part).claim("ledger.continued")
    assert (claim.verdict, claim.reason) == (Holding.FAILS, "two-histories")


@pytest.mark.parametrize(("other", "reason"), [(False, None), (True, "two-histories")])
def test_what_the_office_had_accepted_is_its_beginning(made, judged, other, reason) -> None:
    """``epoch_pair``: the log's key signs a second history; the desk's entry of what it had accepted tells."""
    device, desk = made.device, material.Device(made.office, material.SeededRandom(9), "D-desk")
    root = bytes(32) if other else head_of(device, 4).root
    seq = desk.enter(
        "desk.accepted", in_case=False,
        terms={"submission": "sha256:" + "0" * 64, "device": "sha256:" + "1" * 64,
               "epoch": device.origin.rpartition("/")[2], "size": "4", "root": "sha256:" + root.hex()},
    )  # fmt: skip
    part = replace(made.source.ledgers[0], earlier=(began(device, 4),))
    verdict = judged(device, (desk, replace(desk.part([seq]), case=None)), part=part)
    assert failing(verdict).get("ledger.unbroken") == reason
