"""`/embed/`: the state in one sentence for a frame on another site; `/embed/banner.js`: a line there while something is wrong."""

from __future__ import annotations

from clearbell import urls
from clearbell.public.assets import script
from clearbell.public.looks import overall
from clearbell.public.shell import Shell
from clearbell.site import Site
from clearbell.summary import moment
from clearbell.times import Times


def embed_page(shell: Shell, site: Site) -> bytes:
    """Small, and led out of its frame by its link."""
    words = shell.words
    times = Times(words, site.settings.zone, moment(site.now).astimezone(site.settings.zone).date())
    made = times.tag(site.now, times.in_sentence(site.now))
    news = overall(site, words)
    return shell.bare(
        "embed.html",
        frozenset({"embed", news.look}),
        title=words("title.status", name=site.settings.name),
        news=news,
        root=urls.embed().root,
        feeds=shell.feeds(urls.embed().root),
        made=words.html("footer.built", time=made, utc=times.utc(site.now)),
    )


def banner() -> bytes:
    """Asks the API of the site that it comes from; on its own it says nothing."""
    return script("banner.js").encode()
