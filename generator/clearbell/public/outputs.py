"""Every file of the public site but the items' own pages: its address, what it depends on, how it is made.

A key says what a file's bytes depend on, save settings, theme and program, which are in every key's company: a file
whose key is known from the last build needn't be made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape

from clearbell import urls
from clearbell.cache import digest
from clearbell.public.api.files import api_files
from clearbell.public.badge import badge_files
from clearbell.public.calendar import calendar_files
from clearbell.public.embed import banner, embed_page
from clearbell.public.entries import Entry
from clearbell.public.feed_files import feed_files
from clearbell.public.front import front_page
from clearbell.public.headers import headers
from clearbell.public.lists import component_page, history_page, month_page
from clearbell.public.metrics import metrics
from clearbell.public.output import Output
from clearbell.public.shelf import Shelf
from clearbell.public.shell import Shell
from clearbell.public.status_text import status_text
from clearbell.public.subscribe import offered, subscribe_page
from clearbell.site import ComponentView, Site
from clearbell.summary import Summary, moment


def outputs(
    shell: Shell,
    site: Site,
    digests: Mapping[str, str],
    shelf: Shelf,
    living: Mapping[str, Sequence[Entry]],
) -> Iterator[Output]:
    """*digests*: of the content files, by id. *shelf* and *living*: as for `feed_files`."""
    today = f"{moment(site.now).astimezone(site.settings.zone):%Y-%m-%d}"

    keys = {summary.id: digests[summary.id] + summary.phase(site.now) for summary in site.summaries}

    known: dict[int, tuple[tuple[Summary, ...], str]] = {}  # those that are held can't change their number

    def keyed(summaries: tuple[Summary, ...]) -> str:
        if id(summaries) not in known:
            content = ",".join([keys[summary.id] for summary in summaries])
            known[id(summaries)] = summaries, digest(content.encode())
        return known[id(summaries)][1]

    everything = keyed(site.summaries)
    months = ",".join(f"{year}-{month}" for year, month in sorted(site.months))
    yield Output(urls.front().file, f"{site.now} {everything}", partial(front_page, shell, site))
    yield Output(urls.STATUS_TEXT.file, f"{site.now} {everything}", partial(status_text, shell, site))
    yield Output(urls.history().file, everything, partial(history_page, shell, site))
    for (year, month), summaries in site.months.items():
        yield Output(
            urls.month(year, month).file,
            f"{months} {keyed(summaries)}",
            partial(month_page, shell, site, year, month),
        )
    for view in site.components:
        yield Output(
            urls.component(view.component.id).file,
            f"{today} {_figures(view)} {keyed(view.summaries)}",
            partial(component_page, shell, site, view),
        )
    yield from feed_files(shell, site, keyed, shelf, living)
    yield from api_files(shell, site, keyed)
    yield from calendar_files(shell, site, keyed)
    yield from badge_files(shell, site)
    yield Output(urls.METRICS.file, f"{site.now} {everything}", partial(metrics, site))
    yield Output(urls.embed().file, f"{site.now} {everything}", partial(embed_page, shell, site))
    yield Output(urls.BANNER.file, "", banner)
    yield Output(urls.HEADERS.file, "", headers)
    parts = offered(site.settings.components, moment(site.now).astimezone(site.settings.zone).date())
    names = ",".join(component.id for component in parts)
    yield Output(urls.subscribe().file, names, partial(subscribe_page, shell, parts))
    yield Output(urls.NOT_FOUND.file, "", partial(not_found_page, shell))
    yield Output(urls.ROBOTS.file, "", partial(robots, shell))
    yield Output(urls.NO_JEKYLL.file, "", bytes)
    if site.settings.indexnow:
        key = site.settings.indexnow.key
        yield Output(urls.indexnow(key).file, "", key.encode)
    yield Output(urls.SITEMAP.file, everything, partial(sitemap, shell, site))


def not_found_page(shell: Shell) -> bytes:
    """Served at any depth, so its links are whole addresses."""
    title = shell.words("title.not_found")
    return shell.page(
        urls.NOT_FOUND,
        "404.html",
        title=title,
        description=shell.words("not_found.lead"),
        headline=title,
        anywhere=True,
    )


def robots(shell: Shell) -> bytes:
    return f"User-agent: *\nAllow: /\nSitemap: {shell.settings.url}/{urls.SITEMAP.path}\n".encode()


def sitemap(shell: Shell, site: Site) -> bytes:
    """All pages, as sitemaps.org wants them; the newest 45,000 items, for it allows 50,000 addresses."""
    paths = [urls.front().path, urls.history().path, urls.subscribe().path]
    paths += [urls.component(view.component.id).path for view in site.components]
    paths += [urls.month(*month).path for month in sorted(site.months, reverse=True)]
    items = [s.id for month in sorted(site.months, reverse=True) for s in site.months[month]]
    paths += [urls.item(name).path for name in items[:45_000]]
    base = escape(shell.settings.url)
    lines = "".join(f"<url><loc>{base}/{path}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n".encode()


def _figures(view: ComponentView) -> str:
    """All on a component's page that moves by itself while time passes."""
    days = "".join(f"{day.state.rank}{day.planned:d}" for day in view.days)
    uptimes = [view.uptime, *(month.uptime for month in view.months)]
    return f"{view.state} {days} {[uptime.percent for uptime in uptimes]}"
