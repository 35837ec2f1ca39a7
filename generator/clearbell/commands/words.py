"""`clearbell words`: the word gate for any text. Reads it, prints what was found and ends with its exit code."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Final, cast

import click

from clearbell.commands import options
from clearbell.console import near
from clearbell.exits import Exit
from clearbell.problems import Level, Refused

if TYPE_CHECKING:
    from io import BufferedReader

    from clearbell.language.finding import Finding
    from clearbell.language.house import House
    from clearbell.problems import Problem

_MANY: Final = 200  # lines that are worth another process
_PIECE: Final = 50
_PAUSE: Final = 0.02  # seconds without a further line after which those that came are judged


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default="-")
@click.option("--lines", is_flag=True, help="Judge each line on its own.")
@click.option(
    "--audience",
    type=click.Choice(["general", "developer"]),
    help="Who reads it; as site.yml says, or general.",
)
@click.option("--language", metavar="CODE", help="The text's language; as site.yml says, or en.")
@options.form("For people, or one JSON object for the text, with --lines for each line.", "text", "json")
@click.pass_context
def words(
    ctx: click.Context, file: Path, lines: bool, audience: str | None, language: str | None, form: str
) -> None:
    """Check the words of any text.

    Reads FILE, or what is piped or typed into it, and shows what customers wouldn't understand, what promises, blames
    or gives away too much, each with what to write instead and how to allow it. In a site's folder the house words of
    content/language.yml count, elsewhere only the lists that come with Clearbell.

    \b
    Examples:
      echo "We deployed a hotfix to the API gateway." | clearbell words
      clearbell words draft.txt --audience developer
      clearbell words sentences.txt --lines --format json

    Exit codes: 0 nothing that would stop an update; 1 errors.
    """
    from clearbell.circles import not_looked_for

    house = _house(ctx.obj, audience, language)
    name = "text" if str(file) == "-" else near(file)
    stopped = False
    told: list[Problem] = []
    number = 0
    with not_looked_for():
        for texts in _texts(file, name, lines=lines):
            for text, found in zip(texts, _judged(texts, house), strict=True):
                number += 1
                stopped = stopped or any(finding.level is Level.ERROR for finding in found)
                if form == "json":
                    click.echo(json.dumps({"findings": [_as_object(finding) for finding in found]}))
                else:
                    told += _problems(name, number, text, found)
    if form == "text":
        click.echo(_in_sentences(told))
    ctx.exit(Exit.REFUSED if stopped else Exit.FINE)


def _house(site: Path, audience: str | None, language: str | None) -> House:
    """The site's house where there is one, for the readers and in the language asked for."""
    from dataclasses import replace

    from clearbell.household import read_house
    from clearbell.model import Audience
    from clearbell.settings import read_settings

    settings = read_settings(site)[0] if (site / "content" / "site.yml").is_file() else None
    house, problems = read_house(site, settings)
    if problems:
        click.echo(f"{problems[0].file} isn't right, so it doesn't count: see `clearbell check`.", err=True)
    return replace(
        house,
        audience=Audience(audience) if audience else house.audience,
        language=language or house.language,
    )


def _texts(file: Path, name: str, *, lines: bool) -> Iterator[list[str]]:
    """The whole text, or the lines of it, as many at a time as are there: who types waits for what is said of each."""
    given = cast("BufferedReader", sys.stdin.buffer if str(file) == "-" else file.open("rb"))
    with given as stream:
        try:
            if lines:
                yield from ([line.decode() for line in some] for some in _lines(stream))
            else:
                yield [stream.read().decode("utf-8-sig")]
        except UnicodeDecodeError:
            raise Refused(sentence=f"{name} isn't UTF-8. Save it as UTF-8.") from None


def _lines(stream: BufferedReader) -> Iterator[list[bytes]]:
    rest = b""
    while block := stream.read1():
        while select([stream], [], [], _PAUSE)[0] and (more := stream.read1()):
            block += more
        *whole, rest = (rest + block).split(b"\n")
        yield [line.removesuffix(b"\r") for line in whole]
    if rest:
        yield [rest]


def _judged(texts: list[str], house: House) -> list[list[Finding]]:
    from clearbell.language import loose
    from clearbell.language.text import Text
    from clearbell.processes import in_parts

    def work(some: Sequence[str]) -> list[list[Finding]]:
        return [loose.findings(Text(text), house) for text in some]

    return in_parts(lambda: work, texts, piece=_PIECE, alone=len(texts) < _MANY)


def _as_object(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__slots__}


def _problems(name: str, number: int, text: str, found: list[Finding]) -> Iterator[Problem]:
    from clearbell.language.gate import settled
    from clearbell.word_checks import hidden, problem

    told, findings = hidden(text, settled(found))
    return (problem(name, number, told, finding) for finding in findings)


def _in_sentences(problems: list[Problem]) -> str:
    from clearbell.report.text import problems_text, summary

    return f"{problems_text(problems)}\n{summary(problems)}" if problems else "Nothing to mend."
