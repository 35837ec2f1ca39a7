"""The headers that a host reading `_headers` would send: paths with stars, later rules over earlier ones."""

import pytest

from clearbell.hosting import headers_of

RULES = """\
/*
  Cache-Control: public, max-age=60
  X-Content-Type-Options: nosniff
/history/*.atom
  Content-Type: application/atom+xml; charset=utf-8
/api/*
  Content-Type: application/json; charset=utf-8
  Cache-Control: no-cache
"""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", {"Cache-Control": "public, max-age=60", "X-Content-Type-Options": "nosniff"}),
        (
            "/history/2026-08.atom",
            {
                "Cache-Control": "public, max-age=60",
                "X-Content-Type-Options": "nosniff",
                "Content-Type": "application/atom+xml; charset=utf-8",
            },
        ),
        (
            "/api/v2/summary.json",
            {
                "Cache-Control": "no-cache",
                "X-Content-Type-Options": "nosniff",
                "Content-Type": "application/json; charset=utf-8",
            },
        ),
    ],
)
def test_a_path_gets_what_the_rules_that_fit_it_say(path: str, said: dict[str, str]) -> None:
    assert headers_of(path, RULES) == said


def test_without_rules_nothing_is_said() -> None:
    assert headers_of("/", "") == {}
