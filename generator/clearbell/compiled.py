"""Where what Jinja compiled templates to is kept: in the user's own folder for such things, which nobody else may write.

Compiling takes a small build a sixth of its time. Knows no templates.
"""

from __future__ import annotations

from contextlib import suppress

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from clearbell import __version__


class _Compiled(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a disk that is full costs the next build time, nothing else
            super().dump_bytecode(bucket)


def compiled(name: str) -> FileSystemBytecodeCache | None:
    """The place for the templates called *name*; None where no such folder can be had."""
    try:
        return _Compiled(pattern=f"__clearbell_{name}_{__version__}_%s.cache")
    except (OSError, RuntimeError):
        return None
