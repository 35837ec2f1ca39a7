"""How a format class reads plain data: every field typed, explained and checked in one place.

A `Kind` knows how one sort of value is read, what to tell the author when it isn't one, and its JSON
Schema. `field()` ties a kind and its explanation to a dataclass field; the type checker holds both to the
field's annotation. Nothing here knows files or positions: faults carry the path inside the data.
"""

from __future__ import annotations

import dataclasses
import difflib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar, dataclass_transform
from zoneinfo import ZoneInfo

from clearbell.problems import Level
from clearbell.yamlfile import Path, Raw

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_REQUIRED: Final[Any] = object()
EMPTY: Final[Any] = MappingProxyType({})
BAD: Final[Any] = object()  # what a kind returns after it has said what is wrong


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one path; `on_key` when the key itself is wrong, not its value.

    `words` when it is some words of a text: the text as read, where they start, and where they end.
    """

    path: Path
    rule: str
    expected: str
    found: str
    cure: str
    on_key: bool = False
    level: Level = Level.ERROR
    words: tuple[str, int, int] | None = None


@dataclasses.dataclass(slots=True)
class Reading:
    """What one file's reading needs and collects: the site's zone for hints, and the faults."""

    zone: ZoneInfo | None = None
    faults: list[Fault] = dataclasses.field(default_factory=list)

    def fault(
        self, path: Path, rule: str, expected: str, found: str, cure: str, *, on_key: bool = False
    ) -> Any:
        """Note a fault; gives BAD, so that a kind can end with `return reading.fault(...)`."""
        self.faults.append(Fault(path, rule, expected, found, cure, on_key))
        return BAD


class Kind(ABC, Generic[T]):
    """One sort of value: `expects` completes the sentence "expected ..."."""

    expects: str
    schema: Mapping[str, Any]

    @abstractmethod
    def read(self, raw: Raw, path: Path, reading: Reading) -> T:
        """The typed value, or BAD after noting why not."""

    def wrong(self, raw: Raw, path: Path, reading: Reading, cure: str) -> Any:
        """Note that *raw* is not of this kind."""
        return reading.fault(path, "wrong-type", self.expects, shown(raw), cure)


class Scalar(Kind[T]):
    """A single value written as text; `convert` raises ValueError(cure) when it can't."""

    def __init__(
        self,
        expects: str,
        convert: Callable[[str], T],
        schema: Mapping[str, Any],
        *,
        rule: str = "wrong-value",
    ) -> None:
        self.expects, self.convert, self.schema, self.rule = expects, convert, schema, rule

    def read(self, raw: Raw, path: Path, reading: Reading) -> T:
        if raw is None:
            return self.wrong(
                raw, path, reading, "Write it after the colon, or put two quotes around a text."
            )
        if type(raw) is not str:
            cure = "Write a single value; put a text that starts with [ or { or has a colon into quotes."
            return self.wrong(raw, path, reading, cure)
        try:
            return self.convert(raw)
        except ValueError as error:
            return reading.fault(path, self.rule, self.expects, shown(raw), str(error))


class OneOf(Kind[E]):
    """One of the words of an enumeration."""

    def __init__(self, words: type[E], *, also: Mapping[str, E] | None = None) -> None:
        self.words = {str(word): word for word in words} | dict(also or {})
        self.expects = "one of " + ", ".join(words)
        self.schema = {"enum": [str(word) for word in words]}

    def read(self, raw: Raw, path: Path, reading: Reading) -> E:
        if type(raw) is str and raw in self.words:
            return self.words[raw]
        cure = did_you_mean(raw, self.words) or "Use one of these words."
        return reading.fault(path, "wrong-value", self.expects, shown(raw), cure)


class Many(Kind[tuple[T, ...]]):
    """A list of one kind; a single scalar is not taken for a list of one."""

    def __init__(self, item: Kind[T], *, at_least: int = 0) -> None:
        self.item, self.at_least = item, at_least
        self.expects = "a list" + (f" of {at_least} or more" if at_least else "")
        self.schema = {"type": "array", "items": item.schema} | ({"minItems": at_least} if at_least else {})

    def read(self, raw: Raw, path: Path, reading: Reading) -> tuple[T, ...]:
        if raw is None and not self.at_least:
            return ()
        if type(raw) is not list:
            return self.wrong(raw, path, reading, "Write a list: [one, two], or a line `- one` for each.")
        if len(raw) < self.at_least:
            return self.wrong(raw, path, reading, "Add what is missing.")
        read = self.item.read
        values = [read(item, (*path, index), reading) for index, item in enumerate(raw)]
        return tuple(values) if BAD not in values else BAD


class MapOf(Kind[Mapping[str, T]]):
    """Free keys (of one kind) to values of one kind, in the order written."""

    def __init__(self, name: Kind[str], value: Kind[T], *, what: str = "a mapping") -> None:
        self.name, self.value, self.expects = name, value, what
        self.schema = {"type": "object", "propertyNames": name.schema, "additionalProperties": value.schema}

    def read(self, raw: Raw, path: Path, reading: Reading) -> Mapping[str, T]:
        if raw is None:
            return EMPTY
        if type(raw) is not dict:
            return self.wrong(raw, path, reading, "Write `name: value` lines.")
        before = len(reading.faults)
        values: dict[str, T] = {}
        for name, value in raw.items():
            inside = (*path, name)
            faults = len(reading.faults)
            self.name.read(name, inside, reading)
            reading.faults[faults:] = [
                dataclasses.replace(fault, on_key=True) for fault in reading.faults[faults:]
            ]
            values[name] = self.value.read(value, inside, reading)
        return values if len(reading.faults) == before else BAD


class Either(Kind[T]):
    """Two ways to write the same thing, told apart by shape: the first where `takes(raw)`, else the second."""

    def __init__(self, takes: Callable[[Raw], bool], first: Kind[T], second: Kind[T]) -> None:
        self.takes, self.first, self.second = takes, first, second
        self.expects = f"{first.expects} or {second.expects}"
        self.schema = {"anyOf": [first.schema, second.schema]}

    def read(self, raw: Raw, path: Path, reading: Reading) -> T:
        return (self.first if self.takes(raw) else self.second).read(raw, path, reading)


class Record(Kind[T]):
    """A mapping with known keys: the fields of a format class."""

    def __init__(self, of: type[T]) -> None:
        self.of = of
        self.expects = "a mapping with " + ", ".join(_keys(of))
        self.schema = {"record": of}  # resolved by `schema`, so that recursive formats need no care here
        self.fields = [
            (f.name.rstrip("_"), f.name, f.metadata["kind"], f.metadata["default"]) for f in _fields(of)
        ]
        self.known = frozenset(name for name, *_ in self.fields)

    def read(self, raw: Raw, path: Path, reading: Reading) -> T:
        if type(raw) is not dict:
            return self.wrong(raw, path, reading, "Write `key: value` lines.")
        before = len(reading.faults)
        meant = () if raw.keys() <= self.known else self._unknown(raw, path, reading)
        values: dict[str, Any] = {}
        for name, attribute, kind, default in self.fields:
            if name in raw:
                value = raw[name]
                if value is None and default is not _REQUIRED:
                    continue  # `key:` with nothing behind it says the same as no key
                values[attribute] = kind.read(value, (*path, name), reading)
            elif default is _REQUIRED and name not in meant:
                reading.fault(path, "missing-key", f"`{name}`: {kind.expects}", "nothing", f"Add `{name}:`.")
        return self.of(**values) if len(reading.faults) == before else BAD

    def _unknown(self, raw: Mapping[str, Raw], path: Path, reading: Reading) -> set[str]:
        """Say what is wrong with keys that no field has; gives the fields that were probably meant."""
        left = sorted(name for name in self.known if name not in raw)
        meant = set()
        for name in raw:
            if name in self.known:
                continue
            near = nearest(name, self.known)
            if near is None:
                cure = f"Remove it, or use one of these: {', '.join(left)}."
            elif near in raw:
                cure = f"Remove it: `{near}` is there already."
            else:
                meant.add(near)
                cure = f"Did you mean `{near}`?"
            expected = "a key of this format"
            reading.fault((*path, name), "unknown-key", expected, f"`{name}`", cure, on_key=True)
        return meant


def field(kind: Kind[T], doc: str, *, default: Any = _REQUIRED) -> T:
    """A dataclass field read as *kind*; *doc* explains it in editors. Without a default it is required."""
    metadata = {"kind": kind, "doc": doc, "default": default}
    if default is _REQUIRED:
        return dataclasses.field(metadata=metadata)
    if isinstance(
        default, MappingProxyType
    ):  # can't change, but dataclasses want a factory for what has no hash
        return dataclasses.field(default_factory=lambda: default, metadata=metadata)  # type: ignore[return-value]
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def record(of: type[T]) -> type[T]:
    """Makes a format of a class of fields.

    Nobody may change one once it is read. The type checker sees to that; at run time it would take each start of the
    program a quarter of a millisecond for each of some thirty formats, and nobody compares or prints them.
    """
    return dataclasses.dataclass(slots=True, kw_only=True, eq=False, repr=False)(of)


def required(of: dataclasses.Field[Any]) -> bool:
    """Whether a format can't do without this field."""
    return of.metadata["default"] is _REQUIRED


def shown(raw: Raw) -> str:
    """A value as a message quotes it, short."""
    if raw is None:
        return "nothing"
    if isinstance(raw, str):
        text = raw if len(raw) <= 60 else raw[:57] + "..."
        return f"`{text}`".replace("\n", " ")
    if isinstance(raw, list):
        return f"a list of {len(raw)}" if raw else "an empty list"
    return "a mapping with " + ", ".join(list(raw)[:4]) if raw else "an empty mapping"


def nearest(found: Raw, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    if not isinstance(found, str):
        return None
    folded = {_folded(word): word for word in known}
    near = difflib.get_close_matches(_folded(found.strip()), folded, 1, 0.6)
    return folded[near[0]] if near else None


def did_you_mean(found: Raw, known: Iterable[str]) -> str:
    """`Did you mean ...?` for the nearest known word, or nothing."""
    near = nearest(found, known)
    return f"Did you mean `{near}`?" if near else ""


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _fields(of: type[Any]) -> list[dataclasses.Field[Any]]:
    return [each for each in dataclasses.fields(of) if "kind" in each.metadata]


def _keys(of: type[Any]) -> list[str]:
    return [each.name.rstrip("_") for each in _fields(of) if required(each)]
