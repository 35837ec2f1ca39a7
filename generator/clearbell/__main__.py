"""`python -m clearbell`: the same as the command."""

from __future__ import annotations

from clearbell.cli import main

main(prog_name="clearbell")
