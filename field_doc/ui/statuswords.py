"""What the status line says: saved or not, what waits for the office, how old the backup is, work going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.ui.fmt import Fmt
from field_doc.ui.widgets.progress import summary
from field_doc.ui.widgets.status import Status, StatusItem

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.acts.program import Standing


@dataclass(frozen=True, slots=True)
class Saving:
    """When something typed was last durable (ISO time, "" not in this run), and why not since."""

    at: str = ""
    problem: str = ""


def _saved(saving: Saving, words: Words) -> StatusItem:
    fmt = Fmt(words.lang)
    time = fmt.clock(datetime.fromisoformat(saving.at)) if saving.at else ""
    if saving.problem:
        said = words("Not saved since {time}: {why}", time=time, why=saving.problem) if time else saving.problem
        return StatusItem(said, words("Not saved"), "attention", problem=True)
    if not time:
        return StatusItem(words("Everything is saved in the vault"), words("Saved"), "saved")
    return StatusItem(words("Saved in the vault, {time}", time=time), words("Saved {time}", time=time), "saved")


def _waiting(standing: Standing, words: Words) -> StatusItem:
    said = words.plural("{count} record waits for the office", "{count} records wait for the office", standing.waiting)
    return StatusItem(said, str(standing.waiting), "waiting", act="outbox")


def _backup(standing: Standing, words: Words) -> StatusItem:
    if standing.backup_at is None:
        return StatusItem(words("No backup yet"), words("No backup"), icon="hard-drive", act="backup")
    days = max(0, (standing.today.date() - standing.backup_at.astimezone(standing.today.tzinfo).date()).days)
    when = words.plural("{count} day ago", "{count} days ago", days) if days else words("today")
    short = words.plural("{count} day", "{count} days", days) if days else words("today")
    return StatusItem(words("Backup: {when}", when=when), short, icon="hard-drive", act="backup")


def _working(title: str, progress: Progress | None, screen: str, words: Words) -> StatusItem:
    count = ""
    if progress is not None:
        count, rest = summary(progress, None, words)
        count = count or rest
    return StatusItem(f"{title} {count}".strip(), count or title, icon="refresh-cw", act=screen)


def status_of(
    saving: Saving, standing: Standing | None, work: Sequence[tuple[str, Progress | None, str]], words: Words
) -> Status:
    """All answers, left to right. Pure."""
    rest = []
    if standing is not None:
        if standing.waiting:
            rest.append(_waiting(standing, words))
        rest.append(_backup(standing, words))
        if not standing.has_shares:
            rest.append(StatusItem(words("No recovery shares yet"), words("No shares"), icon="key-round", act="shares"))
    rest += [_working(title, progress, screen, words) for title, progress, screen in work]
    return Status(_saved(saving, words), tuple(rest))
