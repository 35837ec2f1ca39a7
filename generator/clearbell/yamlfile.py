"""One YAML text to plain lists, dicts and strings, strictly, with the place of everything in it.

Scalars stay text: what a value means is for the formats to say (YAML 1.1 would read `12:30` as 750 and
`no` as false). Aliases, tags, duplicate keys and bottomless nesting are refused while the parser's events
stream by, so nothing can blow up in memory. Reading events and building from them costs half of PyYAML's
own loader; places are looked up in a second pass, and only for files that have a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined] # the stubs forget it
except ImportError:  # PyYAML without libyaml: the same events, twenty times slower
    from yaml import SafeLoader as Parser  # type: ignore[assignment]

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 20_000

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"
Path: TypeAlias = "tuple[str | int, ...]"

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text: line and column from 0, and how many characters belong to it."""

    line: int
    column: int
    width: int = 1


class YamlError(Exception):
    """The text is not the YAML that we read; says what was expected, found, and how to mend it."""

    def __init__(self, rule: str, mark: Mark, path: Path, expected: str, found: str, cure: str) -> None:
        super().__init__(f"{expected}; {found}; {cure}")
        self.rule, self.mark, self.path = rule, mark, path
        self.expected, self.found, self.cure = expected, found, cure


def parse(text: str) -> Raw:
    """The content of *text*: dicts, lists, strings and None. Raises YamlError at the first fault of form."""
    return _Tree(text).build()


def places(text: str) -> dict[Path, tuple[Mark, Mark]]:
    """For each path in *text* where its key (or list item) and its value stand. Call it on text that parses."""
    tree = _Tree(text, with_places=True)
    tree.build()
    return tree.places


def path_text(path: Path) -> str:
    """A path as people write it: `updates[1].status`."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


class _Tree:
    """Builds plain data from parser events, keeping the open containers on a stack."""

    def __init__(self, text: str, *, with_places: bool = False) -> None:
        self.text = text
        self.with_places = with_places
        self.places: dict[Path, tuple[Mark, Mark]] = {}

    def build(self) -> Raw:
        try:
            return self._build()
        except yaml.YAMLError as error:
            raise _syntax(error, self.text) from None

    # One loop on purpose: a call per event would double the time of the whole parse.
    def _build(self) -> Raw:  # noqa: C901, PLR0912, PLR0915
        next_event: Callable[[], Any] = Parser(self.text).get_event
        stack: _Stack = []
        here: _Container = None
        opened: _Container = None
        root: Raw = None
        key: str | None = None
        key_mark = Mark(0, 0)
        documents = nodes = 0
        while True:
            event = next_event()
            kind = type(event)
            value: Raw
            if kind is ScalarEvent:
                text: str = event.value
                if type(here) is dict and key is None:
                    key = text
                    if key in here or event.tag is not None or event.anchor is not None:
                        raise _bad_key(event, here, stack, key)
                    if self.with_places:
                        key_mark = _mark(event)
                    continue
                value = None if text in _EMPTY and event.style in (None, "") else text
            elif kind is MappingStartEvent:
                value = opened = {}
            elif kind is SequenceStartEvent:
                value = opened = []
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                here, key = stack.pop()
                key = None
                continue
            elif kind is StreamEndEvent:
                return root
            elif kind is AliasEvent:
                raise _fancy(event, stack, here, key)
            else:
                documents += kind is DocumentStartEvent
                if documents > 1:
                    raise _second_document(event)
                continue

            nodes += 1
            if event.tag is not None or event.anchor is not None:
                raise _fancy(event, stack, here, key)
            if nodes > MAX_NODES or (kind is not ScalarEvent and len(stack) >= MAX_DEPTH):
                raise _too_much(event, nodes)
            if self.with_places:
                mark = _mark(event)
                place = (key_mark if type(here) is dict else mark, mark)
                self.places[tuple(_path(stack, here, key))] = place
            if here is None:
                root = value
            elif isinstance(here, list):
                here.append(value)
            elif key is None:
                raise _container_as_key(event)
            else:
                here[key] = value
            if kind is ScalarEvent:
                key = None
            else:
                stack.append((here, key))
                here, key = opened, None


_Container: TypeAlias = "dict[str, Raw] | list[Raw] | None"
_Stack: TypeAlias = "list[tuple[_Container, str | None]]"


def _path(stack: _Stack, here: _Container, key: str | None) -> list[str | int]:
    path: list[str | int] = []
    for container, name in [*stack, (here, key)]:
        if isinstance(container, list):
            path.append(len(container) if container is here and name is None else len(container) - 1)
        elif container is not None and name is not None:
            path.append(name)
    return path


def _fancy(event: Any, stack: _Stack, here: _Container, key: str | None) -> YamlError:
    if isinstance(event, AliasEvent):
        found, cure = f"the alias `*{event.anchor}`", "Write the value out again."
    elif event.anchor is not None:
        found, cure = f"the anchor `&{event.anchor}`", "Remove it; quote a text that starts with &."
    else:
        found, cure = f"the tag `{event.tag}`", "Remove it; quote a text that starts with !."
    path = tuple(_path(stack, here, key))
    return _fault("no-anchors-or-tags", event, path, "plain values", found, cure)


def _bad_key(event: Any, here: Mapping[str, Raw], stack: _Stack, key: str) -> YamlError:
    if key not in here:
        return _fancy(event, stack, None, None)
    path = tuple(_path(stack, dict(here), key))
    found = f"`{key}` a second time"
    return _fault("duplicate-key", event, path, "each key once", found, "Keep one of the two.")


def _container_as_key(event: Any) -> YamlError:
    cure = "Write `key: value`; quote a text that starts with [ or {."
    return _fault("syntax", event, (), "a word as key", "a list or mapping as key", cure)


def _too_much(event: Any, nodes: int) -> YamlError:
    if nodes > MAX_NODES:
        return _fault("too-large", event, (), f"at most {MAX_NODES:,} values", "more", "Split the file.")
    return _fault("too-deep", event, (), f"at most {MAX_DEPTH} levels", "more", "Flatten the file.")


def _second_document(event: Any) -> YamlError:
    cure = "Put what follows it into a file of its own."
    return _fault("one-document", event, (), "one document in a file", "a second `---`", cure)


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Mark(start.line, start.column, max(1, width))


def _fault(rule: str, event: Any, path: Path, expected: str, found: str, cure: str) -> YamlError:
    return YamlError(rule, _mark(event), path, expected, found, cure)


def _syntax(error: yaml.YAMLError, text: str) -> YamlError:
    from clearbell.yaml_words import explain  # noqa: PLC0415 - only for files that can't be parsed

    said = explain(error, text)
    return YamlError(said.rule, Mark(said.line, said.column), (), said.expected, said.found, said.cure)
