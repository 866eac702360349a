"""Windows of bundle, check, outbox and desk with invented content, for ``script/screenshots``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from field_doc.base.errors import WorldProblem
from field_doc.ui.acts.names import Scope
from field_doc.ui.sample_names import SampleNames, many_hits, sample_hits
from field_doc.ui.sample_office import (
    SampleBundles,
    SampleDesk,
    SampleOutbox,
    SampleProgram,
    SampleVerifying,
    sample_preview,
    sample_verdict,
)
from field_doc.ui.samples import sections, status
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.views.bundle import BundleScreen
from field_doc.ui.views.desk import DeskScreen
from field_doc.ui.views.names import NamesScreen
from field_doc.ui.views.outbox import OutboxScreen
from field_doc.ui.views.verify import VerifyAlone
from field_doc.verifier import Trusted, Verdict

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words

_REFUSED_CARD: Final = "sha256:" + "77ab" * 16


def _window(words: Words, screen: Any) -> ResponsiveShell:
    shell = ResponsiveShell(words)
    shell.nav.set_case(words("Case") + " T-14")
    shell.add_screen(screen)
    shell.set_sections(sections(words, "desk" if screen.key == "desk" else "field"))
    shell.show_status(status(words))
    shell.go(screen.key)
    shell.show_main()
    return shell


def bundle(words: Words, step: int = 0) -> ResponsiveShell:
    """A new bundle after so many steps."""
    screen = BundleScreen(SampleProgram(words), SampleBundles())
    shell = _window(words, screen)
    presenter = screen.page.presenter
    presenter.tick_all(on=True)
    presenter.set_field("purpose", "cp_ua_authorities")
    name = "Обласна прокуратура, відділ воєнних злочинів" if words.lang == "uk" else "Regional Prosecutor’s Office"
    presenter.set_field("recipient", name)
    if step >= 1:
        presenter.leave_out()
        presenter.go_on()
    if step >= 2:
        presenter.keep(0)
        presenter.go_on()
        presenter.set_field("signer", "signer-office.p12")
        presenter.set_field("passphrase", "six words of somebody")
        presenter.look_at_signer()
        presenter.set_field("out", "bundle-2026-11-20")
    if step >= 3:
        presenter.go_on()
    return shell


def verify(words: Words, verdict: Verdict | None) -> VerifyAlone:
    """The check; with a verdict its result."""
    page = VerifyAlone(words, SampleProgram(words).runner, SampleVerifying(verdict or sample_verdict()))
    if verdict is not None:
        page.check_bundle("bundle-2026-11-20", "")
    return page


def outbox(words: Words, state: str = "confirmed", *, card: bool = False, away: bool = False) -> ResponsiveShell:
    """The outbox of a vault in that state."""
    acts = SampleOutbox(state)
    screen = OutboxScreen(SampleProgram(words), acts)
    shell = _window(words, screen)
    if card:
        screen.page.presenter.look_at_card("card")
    if away:
        acts.failure = WorldProblem("sync.server-away")
        screen.page.presenter.send()
    return shell


_DEVICES: Final = {"devices": "dev-new", "restored": "dev-again", "forged": "dev-forged"}


def desk(words: Words, shown: str = "received") -> ResponsiveShell:
    """The desk: what was received, a device that waits, or the panel of a card."""
    screen = DeskScreen(SampleProgram(words), SampleDesk(), "office")
    shell = _window(words, screen)
    presenter = screen.page.presenter
    if shown == "received":
        presenter.choose(_REFUSED_CARD)
    if shown in _DEVICES:
        presenter.show("devices")
        presenter.choose(_DEVICES[shown])
    if shown == "card":
        presenter.open_card()
    return shell


def bundle_names(words: Words) -> ResponsiveShell:
    """The second page of a bundle in whose texts people are named."""
    acts = SampleBundles(preview=replace(sample_preview(), names=sample_hits(), compared=12, closed=("P-90AC-3",)))
    screen = BundleScreen(SampleProgram(words), acts)
    shell = _window(words, screen)
    presenter = screen.page.presenter
    presenter.tick_all(on=True)
    presenter.set_field("purpose", "cp_ua_authorities")
    presenter.set_field("recipient", "ICC")
    presenter.leave_out()
    presenter.go_on()
    return shell


def names(words: Words, acts: SampleNames | None = None) -> ResponsiveShell:
    """The names check after a look through the vault."""
    screen = NamesScreen(SampleProgram(words), acts or SampleNames())
    shell = _window(words, screen)
    screen.look(Scope())
    return shell


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "09-bundle-1-choose": bundle,
    "09-bundle-2-look": lambda words: bundle(words, 1),
    "09-bundle-2-names": bundle_names,
    "09-bundle-3-sign": lambda words: bundle(words, 2),
    "09-bundle-4-done": lambda words: bundle(words, 3),
    "10-verify-choose": lambda words: verify(words, None),
    "10-verify-fails": lambda words: verify(words, sample_verdict()),
    "10-verify-consistent": lambda words: verify(words, sample_verdict(fails=False, trust=Trusted.NONE)),
    "11-outbox": outbox,
    "11-outbox-not-joined": lambda words: outbox(words, "none"),
    "11-outbox-card": lambda words: outbox(words, "none", card=True),
    "11-outbox-unconfirmed": lambda words: outbox(words, "pending"),
    "11-outbox-server-away": lambda words: outbox(words, away=True),
    "13-names": names,
    "13-names-none": lambda words: names(words, SampleNames((), closed=())),
    "13-names-nobody": lambda words: names(words, SampleNames((), compared=0, closed=())),
    "13-names-many": lambda words: names(words, SampleNames(many_hits())),
    "13-names-failed": lambda words: names(words, SampleNames(error=WorldProblem("disk.io-error", errno=5))),
    "12-desk": desk,
    "12-desk-devices": lambda words: desk(words, "devices"),
    "12-desk-restored": lambda words: desk(words, "restored"),
    "12-desk-forged": lambda words: desk(words, "forged"),
    "12-desk-card": lambda words: desk(words, "card"),
}
