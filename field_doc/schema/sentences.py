"""Cuts a paragraph into sentences so that joining them gives back the paragraph to the character.

Needed because a statement is disclosed sentence by sentence. A wrong cut only makes a piece longer
or shorter; it never loses anything. Abbreviations of Ukrainian and English running text do not end
a sentence, nor do initials.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[»”\"')\]]*\s+")
_STARTS = re.compile(r"[\"'«“„(\[—–-]*\s*[\w]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«„\"])(?:вул|буд|кв|обл|р-н|смт|ім|див|напр|тел|год|хв|грн|тис|млн|млрд|стор|ст|рр?|п|пп|ч|м|с|сел|"
    r"просп|пл|бульв|пров|гр|о|св|т|зв|ін|Mr|Mrs|Ms|Dr|St|No|approx|vs|e\.g|i\.e|etc|cf|[A-ZА-ЯІЇЄҐ])\.$"
)

# Characters before the mark that can matter: more than the longest abbreviation with what stands before it.
_NEAR = 16


def _ends_here(paragraph: str, match: re.Match[str]) -> bool:
    mark = match.group().strip()
    following = _STARTS.match(paragraph, match.end())
    if following is None:
        return True
    first_letter = following.group()[-1]
    if mark == "." and _ABBREVIATION.search(paragraph[max(0, match.start() - _NEAR) : match.start() + 1]):
        return False
    return not first_letter.islower()


def split(paragraph: str) -> list[str]:
    """Sentences in order, each with the blanks that follow it; ``"".join`` is the paragraph."""
    found, start = [], 0
    for match in _END.finditer(paragraph):
        if match.end() < len(paragraph) and _ends_here(paragraph, match):
            found.append(paragraph[start : match.end()])
            start = match.end()
    return [*found, paragraph[start:]]
