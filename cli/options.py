"""Options and arguments that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
JsonLines = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CSS", help="Keep only what this selects.")
]
Remove = Annotated[
    list[str] | None, typer.Option("--remove", metavar="CSS", help="Leave out what this selects.")
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="The text's language, like nl.")
]
Fetch = Annotated[
    str | None,
    typer.Option(
        "--fetch", metavar="browser|http|auto", help="How to fetch it; auto: as it turns out."
    ),
]
Screenshot = Annotated[
    bool | None,
    typer.Option("--screenshot/--no-screenshot", help="Keep a picture of what the browser shows."),
]
Robots = Annotated[
    str | None,
    typer.Option(
        "--robots", metavar="obey|note", help="note: look although robots.txt asks not to."
    ),
]
PolicyId = Annotated[
    str, typer.Argument(metavar="POLICY", help="Its name, as `clausewatch policies` lists it.")
]


def way(written: str | None) -> str | None:
    """How to fetch, as it is declared: nothing where it may turn out."""
    return None if written == "auto" else written
