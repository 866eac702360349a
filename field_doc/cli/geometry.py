"""Boundaries on the command line: ``--geometry FIELD=FILE``, read as the window reads a chosen file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary_text, geofile

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.cli.output import Output
    from field_doc.cli.parser import Parser


def option(parser: Parser) -> None:
    """Declare the option."""
    _ = parser.words
    parser.add_argument(
        "--geometry", action="append", default=[], metavar=_("FIELD=FILE"),
        help=_("a shape from a GPX, KML or GeoJSON file, or from a text file with one corner in each line (WGS 84)"),
    )  # fmt: skip


def put(fields: dict[str, Any], args: Namespace, out: Output) -> dict[str, Any]:
    """The fields with every shape asked for; which shape of several was taken is said.

    Raises:
        InputProblem: ``cli.geometry-option``, ``cli.file-unreadable``, or why the file holds no shape; with
            the field as ``path``.

    """
    found = dict(fields)
    for given in args.geometry:
        name, sign, source = given.partition("=")
        if not name or not sign or not source:
            raise InputProblem("cli.geometry-option")
        taken = _read(name, source)
        found[name] = taken.geometry
        if taken.count > 1:
            out.note(_which(taken, out))
    return found


def _which(taken: boundary_text.Taken, out: Output) -> str:
    return out.words.plural(
        "The file holds {count} shape; number {number} was taken.",
        "The file holds {count} shapes; number {number} was taken, the others were not.",
        taken.count,
        number=taken.number,
    )


def _read(name: str, source: str) -> boundary_text.Taken:
    try:
        with Path(source).open("rb") as reading:
            data = reading.read(geofile.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputProblem("cli.file-unreadable", path=name) from error
    try:
        return boundary_text.from_file(data)
    except InputProblem as error:
        raise InputProblem(error.code, **{**error.details, "path": name}) from error
