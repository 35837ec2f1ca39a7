"""The strict reader of YAML: text stays text, places are exact, and what could blow up is refused while it streams by."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from clearbell.yamlfile import MAX_DEPTH, MAX_NODES, Raw, YamlError, parse, path_text, places


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("a: 12:30", {"a": "12:30"}),
        ("a: 2024-08-12", {"a": "2024-08-12"}),
        ("a: 1.10", {"a": "1.10"}),
        ("a: no", {"a": "no"}),
        ("a: 007", {"a": "007"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: .inf", {"a": ".inf"}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ('a: "null"', {"a": "null"}),
        ("a: ''", {"a": ""}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("=: a", {"=": "a"}),
        ("1: a", {"1": "a"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("- a\n- [b, {c: d}]\n", ["a", ["b", {"c": "d"}]]),
        ("# nothing\n", None),
        ("---\na: b\n...\n", {"a": "b"}),
    ],
)
def test_a_value_stays_the_text_that_was_typed(text: str, raw: Raw) -> None:
    assert parse(text) == raw


def test_every_key_and_value_has_its_place() -> None:
    text = 'a: b\nlist:\n  - c: "d e"\n  - [f, g]\n'
    found = {path_text(path): (key, value) for path, (key, value) in places(text).items()}
    assert {
        name: (key.line, key.column, value.line, value.column, value.width)
        for name, (key, value) in found.items()
    } == {
        "": (0, 0, 0, 0, 1),
        "a": (0, 0, 0, 3, 1),
        "list": (1, 0, 2, 2, 1),
        "list[0]": (2, 4, 2, 4, 1),
        "list[0].c": (2, 4, 2, 7, 5),
        "list[1]": (3, 4, 3, 4, 1),
        "list[1][0]": (3, 5, 3, 5, 1),
        "list[1][1]": (3, 8, 3, 8, 1),
    }


def test_places_count_characters_not_bytes() -> None:
    (_, value) = places("{\u90e8\U0001f600: x, a: y}")[("a",)]
    assert (value.line, value.column) == (0, 11)


def _bomb(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (_bomb(9), "no-anchors-or-tags"),
        ("a: &a [*a]", "no-anchors-or-tags"),
        ("&a a: b", "no-anchors-or-tags"),
        ("a: !!python/object/apply:os.system [true]", "no-anchors-or-tags"),
        ("!!python/name:os.system : a", "no-anchors-or-tags"),
        ("a: !!str b", "no-anchors-or-tags"),
        ("[" * 100_000, "too-deep"),
        ("a: " + "{b: " * 5_000, "too-deep"),
        ("[" + "a," * 100_000 + "]", "too-large"),
        ("- a\n" * 100_000, "too-large"),
        ("a: b\n---\nc: d\n", "one-document"),
        ("a: b\na: c\n", "duplicate-key"),
        ("? [a]\n: b\n", "syntax"),
        ("? {a: b}\n: c\n", "syntax"),
        ("a: \x00", "syntax"),
    ],
)
def test_what_could_blow_up_or_hide_something_is_refused_at_once(text: str, rule: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(YamlError) as refused:
        parse(text)
    assert refused.value.rule == rule
    assert time.perf_counter() - begun < 1


def test_just_within_the_limits_all_is_read() -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse(deepest) is not None
    with pytest.raises(YamlError):
        parse(f"[{deepest}]")
    longest = parse("- a\n" * (MAX_NODES - 1))
    assert isinstance(longest, list)
    assert len(longest) == MAX_NODES - 1
    with pytest.raises(YamlError):
        parse("- a\n" * MAX_NODES)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
_DATA = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(_DATA)
def test_what_another_library_writes_comes_back_word_for_word(data: Raw) -> None:
    from io import StringIO  # noqa: PLC0415 - one use

    stream = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.dump(data, stream)
    assert parse(stream.getvalue()) == data
    assert set(places(stream.getvalue())) >= {()}
