"""A verdict in words: headline, rows of claims, what each means, and the text of a saved result. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from field_doc.ui.fmt import Fmt, grouped
from field_doc.verifier import Holding, Trusted

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.verifier import Claim, Verdict

_ORDER: Final = (Holding.FAILS, Holding.NOT_CHECKED, Holding.HOLDS)
_STATES: Final = {Holding.FAILS: "fails", Holding.NOT_CHECKED: "not_checked", Holding.HOLDS: "holds"}
# Details that are digests: shown whole, in groups, the found one in the colour of a failure.
DIGESTS: Final = ("listed", "found", "root", "manifest", "head")
# Said in the line above the files where these are named.
_COUNTED: Final = ("count", "differing", "matching")


@dataclass(frozen=True, slots=True)
class Fact:
    """One detail of a claim in words; ``digest`` is hex if it is one."""

    name: str
    label: str
    value: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FileWords:
    """One file that does not hold: its name in the bag, and what was signed and found where both are known (hex)."""

    name: str
    listed: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """One claim as it is shown. ``more`` says how many files stand behind those named."""

    claim: str
    title: str
    state: str
    word: str
    line: str
    reason: str
    means: str
    facts: tuple[Fact, ...]
    commands: tuple[str, ...]
    files: tuple[FileWords, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A whole verdict as it is shown. ``state`` is the glyph beside the headline."""

    state: str
    headline: str
    summary: str
    checked: str
    compare: str
    root: str
    claims: tuple[ClaimWords, ...]


def say(verdict: Verdict, at: datetime, words: Words) -> VerdictWords:
    """The verdict: what fails first, then what was not checked, then what holds."""
    claims = sorted(verdict.claims, key=lambda claim: _ORDER.index(claim.verdict))
    anchored = verdict.trust is Trusted.ANCHORED
    return VerdictWords(
        state=_state(verdict),
        headline=_headline(verdict, words),
        summary=_summary(verdict, words),
        checked=words("Checked {when}, without a network", when=Fmt(words.lang).moment(at)),
        compare="" if anchored or not verdict.root_fingerprint else _compare(verdict, words),
        root=verdict.root_fingerprint,
        claims=tuple(_claim(claim, words) for claim in claims),
    )


def _count(verdict: Verdict, holding: Holding) -> int:
    return sum(1 for claim in verdict.claims if claim.verdict is holding)


def _state(verdict: Verdict) -> str:
    if verdict.verdict is Holding.FAILS:
        return "fails"
    return "holds" if verdict.trust is Trusted.ANCHORED else "not_checked"


def _headline(verdict: Verdict, words: Words) -> str:
    """Counts claims; never says "valid" of a bundle."""
    total, failed, held = len(verdict.claims), _count(verdict, Holding.FAILS), _count(verdict, Holding.HOLDS)
    if failed:
        return words.plural(
            "{count} of {total} claims does not hold", "{count} of {total} claims do not hold", failed, total=total
        )
    if verdict.verdict is Holding.NOT_CHECKED:
        return words("Not checked here")
    if verdict.trust is not Trusted.ANCHORED:
        return words("Consistent; whose signature it is was not checked")
    return words.plural(
        "{count} of {total} claims holds, none fails", "{count} of {total} claims hold, none fails", held, total=total
    )


def _summary(verdict: Verdict, words: Words) -> str:
    parts = []
    if verdict.kind != "bundle":
        parts.append(words.label("checked", verdict.kind))
    elif verdict.bundle:
        name = words.label("edition", verdict.edition)
        edition = name[:1].lower() + name[1:]
        parts.append(words("Bundle {number}, {edition}.", number=verdict.bundle, edition=edition))
    else:
        parts.append(words("The description of the bundle cannot be read."))
    held, open_ = _count(verdict, Holding.HOLDS), _count(verdict, Holding.NOT_CHECKED)
    if not held and not open_:
        return " ".join(parts)
    if held:
        parts.append(words.plural("{count} claim holds,", "{count} claims hold,", held))
    parts.append(words.plural("{count} was not checked here.", "{count} were not checked here.", open_))
    return " ".join(parts)


def _compare(verdict: Verdict, words: Words) -> str:
    if verdict.trust is Trusted.FOREIGN:
        return words("The bundle was signed under another office than the one you trust. The key it names for itself:")
    return words(
        "Compare this fingerprint with the one the office gives by telephone, on paper or on its site. "
        "If it differs, the bundle is not from that office."
    )


def _claim(claim: Claim, words: Words) -> ClaimWords:
    held = claim.verdict is Holding.HOLDS
    state = _STATES[claim.verdict]
    reason = words.label("claim-reason", claim.reason)
    line = _held_line(claim, words) if held else _failed_line(claim, words)
    means = words.label("claim-shows", claim.claim) if held else words.label("claim-means", claim.reason)
    word = {"fails": words("Does not hold"), "holds": words("Holds"), "not_checked": words("Not checked here")}[state]
    return ClaimWords(
        claim.claim, words.label("claim", claim.claim), state, word, line or reason, reason, means,
        tuple(_facts(claim, words)), _commands(claim), *_files(claim, words),
    )  # fmt: skip


def _files(claim: Claim, words: Words) -> tuple[tuple[FileWords, ...], str]:
    """All files named, and how many more there are than are named."""
    named = claim.details.get("named", ())
    files = tuple(_file(one) for one in named) if isinstance(named, tuple) else ()
    more = _number(claim, "differing") + _number(claim, "count") - len(files)
    text = words.plural("and {count} more file", "and {count} more files", more) if files and more > 0 else ""
    return files, text


def _commands(claim: Claim) -> tuple[str, ...]:
    """A command that goes over several lines is one command."""
    joined: list[str] = []
    for line in claim.check_yourself:
        if joined and joined[-1].endswith("\\"):
            joined[-1] = f"{joined[-1].removesuffix(chr(92)).rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return tuple(joined)


def _file(named: object) -> FileWords:
    if isinstance(named, Mapping):
        return FileWords(*(str(named.get(part, "")) for part in ("file", "listed", "found")))
    return FileWords(str(named))


def _number(claim: Claim, name: str) -> int:
    value = claim.details.get(name, 0)
    return value if isinstance(value, int) else 0


def _failed_line(claim: Claim, words: Words) -> str:
    """How many files, where they were counted; else nothing, and the reason stands there."""
    matching, differing = _number(claim, "matching"), _number(claim, "differing")
    if claim.reason == "file-differs" and differing:
        return words.plural(
            "{count} file of {total} differs from the list",
            "{count} files of {total} differ from the list",
            differing,
            total=Fmt(words.lang).number(matching + differing),
        )
    count = _number(claim, "count")
    if claim.reason == "file-missing" and count:
        return words.plural("{count} listed file is missing", "{count} listed files are missing", count)
    if claim.reason == "file-added" and count:
        return words.plural("{count} file is not in the list", "{count} files are not in the list", count)
    return ""


def _held_line(claim: Claim, words: Words) -> str:
    """What was counted, for a claim that holds."""

    def count(name: str) -> int:
        return _number(claim, name)

    lines = {
        "files.listed": ("matching", words.plural("{count} file matches SHA-256 and SHA-512",
                                                  "{count} files match SHA-256 and SHA-512", count("matching"))),
        "files.complete": ("files", words.plural("{count} file", "{count} files", count("files"))),
        "records.sealed": ("records", words.plural("{count} device signature", "{count} device signatures",
                                                   count("records"))),
        "hidden.covered": ("hidden", words.plural("{count} hidden part", "{count} hidden parts", count("hidden"))),
        "ledger.unbroken": ("entries", words.plural("{count} entry, head signed", "{count} entries, head signed",
                                                    count("entries"))),
        "ledger.holds-items": ("items", words.plural("{count} item", "{count} items", count("items"))),
        "case.complete": ("entries", words.plural("{count} entry of the case", "{count} entries of the case",
                                                  count("entries"))),
        "keys.not-revoked": ("keys", words.plural("{count} key", "{count} keys", count("keys"))),
    }  # fmt: skip
    name, text = lines.get(claim.claim, ("", ""))
    return text if name in claim.details else ""


def _facts(claim: Claim, words: Words) -> Iterator[Fact]:
    fmt = Fmt(words.lang)
    for name, value in claim.details.items():
        if not words.has_label("claim-detail", name) or (name in _COUNTED and "named" in claim.details):
            continue
        label = words.label("claim-detail", name)
        if name in DIGESTS:
            text = str(value)
            yield Fact(name, label, grouped(text), text.rpartition(":")[2])
        elif isinstance(value, int):
            yield Fact(name, label, fmt.number(value))
        elif isinstance(value, list | tuple):
            yield Fact(name, label, ", ".join(map(str, value)))
        else:
            yield Fact(name, label, _text(name, str(value), words))


def _text(name: str, value: str, words: Words) -> str:
    """Codes and instants as people read them."""
    if name == "event" and words.has_label("event", value):
        return words.label("event", value)
    if name == "kind":
        return words.label("receipt", value)
    if name == "time":
        return Fmt(words.lang).moment(datetime.fromisoformat(value))
    return value


def no_check_says(words: Words) -> str:
    """What lies outside every check."""
    return words(
        "Whether an account is true, who else was present, what was never recorded. What happened to a file before "
        "it was first taken in; whether the clock of a camera was right. A signature names a device, not a person."
    )


def as_text(verdict: Verdict, at: datetime, words: Words) -> str:
    """The whole result for a file, as a person reads it."""
    said = say(verdict, at, words)
    lines = [said.headline, said.summary, said.checked, ""]
    if said.root:
        lines += [words("Root key fingerprint (SHA-256)"), grouped(said.root), ""]
    for claim in said.claims:
        lines += [f"{claim.word.upper()}: {claim.title}", f"  {claim.line}"]
        lines += [f"  {fact.label}: {fact.value}" for fact in claim.facts]
        for file in claim.files:
            lines.append(f"  {words.label('claim-detail', 'file')}: {file.name}")
            lines += [f"    {words.label('claim-detail', n)}: {grouped(v)}" for n, v in _digests(file) if v]
        lines += [f"  {claim.more}"] if claim.more else []
        lines += ([f"  {claim.means}"] if claim.state != "holds" else []) + [f"    $ {c}" for c in claim.commands]
        lines.append("")
    lines += [words("What no check here can say"), no_check_says(words), ""]
    return "\n".join(lines)


def _digests(file: FileWords) -> tuple[tuple[str, str], ...]:
    return (("listed", file.listed), ("found", file.found))


def as_json(verdict: Verdict, at: datetime) -> str:
    """The whole result for a program: what ``verify --json`` prints, and when it was checked."""
    found = {
        "verdict": verdict.verdict.value, "kind": verdict.kind, "trust": verdict.trust.value, "bundle": verdict.bundle,
        "edition": verdict.edition, "root_fingerprint": verdict.root_fingerprint,
        "checked_at": at.isoformat(timespec="seconds"), "claims": [claim.as_json() for claim in verdict.claims],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
