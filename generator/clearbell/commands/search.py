"""`clearbell search`: postmortems by words and facets, in the order in which Find shows them. Reads, ranks, prints."""
# ruff: noqa: PLC0415, D301 - commands import late; and click wants a real \b before what it shall not wrap

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from clearbell.commands import options
from clearbell.console import near
from clearbell.exits import Exit
from clearbell.problems import Refused

if TYPE_CHECKING:
    from clearbell.internal.archive import Archive
    from clearbell.internal.find.facets import Facet
    from clearbell.internal.find.query import Query
    from clearbell.internal.find.ranking import Ranked
    from clearbell.internal.records import Postmortem

_WIDTH: Final = 80
_SEVERAL: Final = {
    "cause": "A root cause by its id.",
    "factor": "A contributing factor by its id.",
    "trigger": "What changed just before, by its id.",
    "service": "A component or service by its id.",
    "severity": "1 to 4.",
    "year": "The year in which it began.",
    "detection": "How it was noticed, by its id.",
    "mitigation": "How it was ended, by its id.",
    "status": "draft, in-review or published.",
}


def _facet_options(command: Callable[..., None]) -> Callable[..., None]:
    for name, text in reversed(_SEVERAL.items()):
        command = click.option(f"--{name}", multiple=True, metavar="ID", help=text)(command)
    return command


@click.command()
@click.argument("words", nargs=-1)
@_facet_options
@click.option("--near-miss", "nearmiss", is_flag=True, help="Only those that reached no customer.")
@click.option("--open", "open_", is_flag=True, help="Only those with actions that aren't done.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "date", "duration", "severity"]),
    help="The order; by relevance when there are words, or else by date.",
)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Show so many at most.")
@options.form("For people, or one JSON object with all of them.", "text", "json")
@click.pass_context
def search(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    nearmiss: bool,
    open_: bool,
    sort: str | None,
    limit: int,
    form: str,
    **several: tuple[str, ...],
) -> None:
    """Search the knowledge base.

    Finds postmortems by WORDS, and by what is recorded of them; in the same order as the page Find. All words have to
    be there, as they are or as beginnings of longer ones; a slip of the pen is forgiven. An option may be given more
    than once, for one value or the other. Nothing needs to be built.

    \b
    Examples:
      clearbell search connection pool timeout
      clearbell search --cause configuration-error --cause rollout-failure --sort duration
      clearbell search 2026-05-20-search-finds-nothing --format json

    Exit codes: 0 found; 1 nothing found, or content isn't right; 2 there is no such cause, service ...
    """
    from clearbell.internal.archive import present, read_archive
    from clearbell.internal.find.facets import YES, facets
    from clearbell.internal.find.query import Query, Sort
    from clearbell.internal.find.ranking import rank

    archive, problems = read_archive(ctx.obj, present(ctx.obj))
    if archive is None:
        raise Refused(problems)
    by_facet = facets(archive)
    chosen = {
        name: _known(ctx, name, values, archive, by_facet) for name, values in several.items() if values
    }
    chosen |= {name: (YES,) for name, wanted in (("nearmiss", nearmiss), ("open", open_)) if wanted}
    query = Query(" ".join(words), chosen, Sort(sort) if sort else None)
    found = rank(query, archive.texts, by_facet, archive.postmortems)
    if form == "json":
        click.echo(json.dumps(_as_object(query, found, archive, ctx.obj), ensure_ascii=False, indent=1))
    else:
        for line in _as_lines(query, found, archive, ctx.obj, limit):
            click.echo(line)
    ctx.exit(Exit.FINE if found.numbers else Exit.REFUSED)


def _known(
    ctx: click.Context, name: str, values: tuple[str, ...], archive: Archive, by_facet: Mapping[str, Facet]
) -> tuple[str, ...]:
    """Ids as they are counted; an earlier id stands for its word. Refuses what neither taxonomy nor postmortems have."""
    from clearbell.formats.reader import did_you_mean

    vocabulary = archive.vocabulary
    lists = {
        "cause": vocabulary.root_causes,
        "factor": vocabulary.contributing_factors,
        "trigger": vocabulary.triggers,
        "service": vocabulary.services,
        "detection": vocabulary.detection,
        "mitigation": vocabulary.mitigation,
    }
    words = lists.get(name)
    if words is not None:
        values = tuple(words.entry(value).id for value in values)
    there = {value.id for value in by_facet[name].values} | (words.entries.keys() if words else set())
    for value in values:
        if value not in there:
            cure = did_you_mean(value, there) or "See the page of that name in the knowledge base."
            raise click.BadParameter(f"there is no `{value}`. {cure}", ctx, param_hint=f"--{name}")
    return values


def _as_lines(query: Query, found: Ranked, archive: Archive, site: Path, limit: int) -> Iterator[str]:
    from clearbell.internal.find.excerpt import excerpt, marked
    from clearbell.internal.prose import count

    words = marked(found.terms)
    for number in found.numbers[:limit]:
        postmortem = archive.postmortems[number]
        for line in textwrap.wrap(postmortem.file.title, _WIDTH):
            yield click.style(line, bold=True)
        yield from textwrap.wrap(
            _facts(postmortem, archive), _WIDTH, initial_indent="  ", subsequent_indent="  "
        )
        part = excerpt(archive.texts[number].passages[1:], words)
        if part is not None:
            said = f"{part.head}: {part.text}" if part.head else part.text
            lines = textwrap.wrap(said, _WIDTH, initial_indent="  ", subsequent_indent="  ")
            yield from (_coloured(line, words) for line in lines)
        yield f"  {click.style(near(site / _file(postmortem)), fg='cyan')}"
        yield ""
    shown = f", {limit} of them shown" if len(found.numbers) > limit else ""
    yield f"{count(len(found.numbers), 'postmortem')}{shown}. {_remarks(found)}In the knowledge base: {query.address}"


def _remarks(found: Ranked) -> str:
    said = []
    for term in found.terms:
        if term.instead:
            said.append(f"Nothing has “{term.typed}”; this is for “{term.instead}”. ")
        elif not term.finds:
            said.append(f"Nothing has “{term.typed}” or anything like it. ")
    if not found.whole:
        said.append("None has all words; those with most of them come first. ")
    return "".join(said)


def _coloured(line: str, words: Mapping[str, str]) -> str:
    from clearbell.internal.find.excerpt import spans

    for start, end in reversed(list(spans(line, words))):
        line = f"{line[:start]}{click.style(line[start:end], fg='yellow', bold=True)}{line[end:]}"
    return line


def _facts(postmortem: Postmortem, archive: Archive) -> str:
    from clearbell.internal.prose import length

    file, words = postmortem.file, archive.vocabulary
    parts = [
        postmortem.day.isoformat() if postmortem.day else "day not recorded",
        f"Sev{file.severity}",
        *([length(postmortem.lasted)] if postmortem.lasted is not None else []),
        *map(words.services.title, file.services),
        *map(words.root_causes.title, file.root_causes),
    ]
    return " · ".join(parts)


def _as_object(query: Query, found: Ranked, archive: Archive, site: Path) -> dict[str, Any]:
    return {
        "address": query.address,
        "order": str(query.order),
        "all_words": found.whole,
        "words": [
            {"typed": term.typed, "finds": sorted(term.finds), "instead": term.instead}
            for term in found.terms
        ],
        "total": len(found.numbers),
        "postmortems": [_postmortem(archive.postmortems[number], site) for number in found.numbers],
    }


def _postmortem(postmortem: Postmortem, site: Path) -> dict[str, Any]:
    from clearbell.internal.find.ranking import lasted

    file = postmortem.file
    return {
        "id": postmortem.id,
        "title": file.title,
        "day": postmortem.day.isoformat() if postmortem.day else None,
        "severity": file.severity,
        "minutes": lasted(postmortem),
        "services": file.services,
        "root_causes": file.root_causes,
        "status": str(file.status),
        "incident": file.incident,
        "file": near(site / _file(postmortem)),
        "address": f"postmortems/{postmortem.id}/",
    }


def _file(postmortem: Postmortem) -> str:
    return f"content/postmortems/{postmortem.id}.md"
