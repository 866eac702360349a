"""How commands are written, in both languages: what argparse says of itself and of mistakes, in our own sentences.

argparse speaks English only and gives its errors as finished text. Each text it can give is known here by a pattern;
one that is not known is shown as it is (a test asks argparse for every one).
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from field_doc.base.i18n import Words


def N_(text: str) -> str:
    """Mark a text as one that is said later."""
    return text


# What argparse says -> what we say; longer patterns first where one could be part of another.
_SENTENCES: Final = (
    (r"the following arguments are required: (?P<names>.+)", N_("still needed: {names}")),
    (r"one of the arguments (?P<names>.+) is required", N_("one of these is needed: {names}")),
    (r"unrecognized arguments: (?P<given>.*)", N_("not known here: {given}")),
    (r"argument (?P<name>.+?): (?P<rest>expected .+|invalid .+|not allowed .+|ignored .+)", "{name}: {rest}"),
    (r"expected one argument", N_("one value must follow")),
    (r"expected at most one argument", N_("one value at most may follow")),
    (r"expected at least one argument", N_("at least one value must follow")),
    (r"expected (?P<number>\d+) arguments?", N_("so many values must follow: {number}")),
    (r"not allowed with argument (?P<name>.+)", N_("cannot stand together with {name}")),
    (r"ignored explicit argument (?P<given>.+)", N_("takes no value, but was given {given}")),
    (r"invalid choice: (?P<given>.+?) \(choose from (?P<choices>.+)\)", N_("{given} is none of {choices}")),
    (r"invalid \w+ value: (?P<given>.+)", N_("{given} cannot stand here; a whole number from 0 is needed")),
    (r"ambiguous option: (?P<given>.+) could match (?P<matches>.+)", N_("{given} may mean {matches}")),
)  # fmt: skip


def sentence(message: str, words: Words) -> str:
    """What argparse said of a mistake, in the language of the words."""
    for pattern, ours in _SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            named = found.groupdict()
            if "rest" in named:
                named["rest"] = sentence(named["rest"], words)
            return words(ours, **named) if named else words(ours)
    return message


class Help(argparse.HelpFormatter):
    """Help whose line "usage:" is in the language of the words."""

    words: Words

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with the word for usage."""
        super().add_usage(usage, actions, groups, self.words("usage: ") if prefix is None else prefix)


def help_in(words: Words) -> type[Help]:
    """The formatter for one language; argparse makes it itself, so it takes a class."""
    return type("HelpInWords", (Help,), {"words": words})
