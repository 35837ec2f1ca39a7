"""The file formats as JSON Schemas, for editors that explain, complete and underline while somebody types.

They come from the same classes that read the files. An editor reads YAML 1.2: a day stays text there, `404` is a
number and `true` a truth value, where our reader sees text; so a schema takes those wherever the text is right.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from clearbell.formats import incident
from clearbell.formats.language import LanguageFile
from clearbell.formats.policy import PolicyFile
from clearbell.formats.postmortem import DrillFile, PostmortemFile
from clearbell.formats.reader import required
from clearbell.formats.site import SiteFile
from clearbell.formats.taxonomy import TaxonomyFile

_Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ITEMS: Final[Mapping[str, type]] = {
    "incident": incident.IncidentFile,
    "maintenance": incident.MaintenanceFile,
    "notice": incident.NoticeFile,
}
_FILES: Final[Mapping[str, tuple[str, type]]] = {
    "site": ("content/site.yml", SiteFile),
    "policy": ("content/policy.yml", PolicyFile),
    "taxonomy": ("content/taxonomy.yml", TaxonomyFile),
    "language": ("content/language.yml", LanguageFile),
    "postmortem": ("The front matter of content/postmortems/*.md", PostmortemFile),
    "drill": ("The front matter of content/drills/*.md", DrillFile),
}


def schemas() -> dict[str, _Schema]:
    """All schemas by name, each complete in itself."""
    made = {"incident": _items()}
    for name, (title, of) in _FILES.items():
        definitions = _Definitions()
        root = definitions.record(of)
        made[name] = {"$schema": _DIALECT, "title": title, **root} | definitions.as_keyword()
    return made


def write_schemas(folder: Path) -> Iterable[Path]:
    """Write each schema into *folder*; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(as_text(schema), encoding="utf-8")
        yield path


def as_text(schema: _Schema) -> str:
    """A schema as its file says it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _items() -> _Schema:
    """content/incidents: three formats, told apart by `kind`, so that a mistake is explained by one of them only."""
    definitions = _Definitions()
    for kind, of in _ITEMS.items():
        definitions.refer(of)
        definitions.found[of]["properties"]["kind"] |= {"const": kind}
    incident_, maintenance, notice = ({"$ref": _pointer(of)} for of in _ITEMS.values())
    return {
        "$schema": _DIALECT,
        "title": "content/incidents/*.yml",
        "description": "An incident, planned work (kind: maintenance) or a notice (kind: notice).",
        "type": "object",
        "properties": {"kind": {"enum": list(_ITEMS)}},
        "if": _is("maintenance"),
        "then": maintenance,
        "else": {"if": _is("notice"), "then": notice, "else": incident_},
    } | definitions.as_keyword()


def _is(kind: str) -> _Schema:
    return {"properties": {"kind": {"const": kind}}, "required": ["kind"]}


class _Definitions:
    """The records that a schema refers to, each said once."""

    def __init__(self) -> None:
        self.found: dict[type, _Schema] = {}

    def as_keyword(self) -> _Schema:
        return {"$defs": {_name(of): schema for of, schema in self.found.items()}} if self.found else {}

    def refer(self, of: type) -> _Schema:
        if of not in self.found:
            self.found[of] = {}  # a place to refer to, for formats that contain themselves
            self.found[of].update(self.record(of))
        return {"$ref": _pointer(of)}

    def record(self, of: type) -> _Schema:
        fields = [each for each in dataclasses.fields(of) if "kind" in each.metadata]
        return {
            "description": of.__doc__,
            "type": "object",
            "properties": {each.name.rstrip("_"): self._field(each) for each in fields},
            "required": [each.name.rstrip("_") for each in fields if required(each)],
            "additionalProperties": False,
        }

    def _field(self, of: dataclasses.Field[Any]) -> _Schema:
        schema: _Schema = self._resolve(of.metadata["kind"].schema)
        about: _Schema = {"description": of.metadata["doc"]}
        if required(of):
            return about | schema
        default = of.metadata["default"]
        if isinstance(default, bool | int | str):
            about["default"] = default.value if isinstance(default, Enum) else default
        return about | {
            "anyOf": [schema, {"type": "null"}]
        }  # `key:` with nothing behind it says as much as no key

    def _resolve(self, schema: Any) -> Any:
        if isinstance(schema, Mapping):
            if "record" in schema:
                return self.refer(schema["record"])
            return {key: self._resolve(value) for key, value in schema.items()}
        return [self._resolve(each) for each in schema] if isinstance(schema, list) else schema


def _name(of: type) -> str:
    return of.__name__.removesuffix("File")


def _pointer(of: type) -> str:
    return f"#/$defs/{_name(of)}"
