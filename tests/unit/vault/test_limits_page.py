"""docs/spec/limits.md names every limit of the program with the value it has."""

import re

from limit_constants import TREE, limits

PAGE = (TREE / "docs" / "spec" / "limits.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w.]+)` \| (\d+) \| (.+) \|$", re.MULTILINE)


def on_the_page() -> dict[str, int]:
    rows = ROW.findall(PAGE)
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: int(value) for name, value, _ in rows}


def test_every_limit_on_the_page_is_in_the_program_with_that_value():
    page, program = on_the_page(), limits()
    assert page
    wrong = [name for name, value in page.items() if program.get(name) != value]
    assert wrong == [], [(name, page[name], program.get(name)) for name in wrong]


def test_every_limit_of_the_program_is_on_the_page():
    lacking = [f"| `{name}` | {value} | of what |" for name, value in limits().items() if name not in on_the_page()]
    assert lacking == [], "\n".join(["docs/spec/limits.md lacks:", *lacking])
