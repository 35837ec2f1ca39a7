#!/bin/sh
# Makes a virtual environment hold what requirements/dev.txt locks, hashes checked, and this checkout as an
# editable install. Quick when nothing changed: the environment keeps a copy of what it was made from.
#
#   tools/environment.sh VENV [PYTHON]
#
# Takes uv when it is there, else venv and pip. Installs no Python; says what is missing and how to get it.
set -eu
cd "$(dirname "$0")/.."

venv=$1
asked_for=${2:-${PYTHON:-}}
stamp=$venv/made-from

say() { printf '%s\n' "$@" >&2; }
fail() { say "" "$@"; exit 1; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
tested() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1; }
have() { command -v "$1" >/dev/null; }
made_from() { pwd; cat requirements/dev.txt pyproject.toml; }

# A Python that the lock has been tried on goes before one that is merely new enough.
find_python() {
  if [ -n "$asked_for" ]; then
    echo "$asked_for"
    return
  fi
  for candidate in python3 python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[1-3].*/bin/python; do
    if tested "$candidate"; then echo "$candidate"; return; fi
  done
  if new_enough python3; then echo python3; fi
}

explain_missing_python() {
  fail "Clearbell needs Python 3.11 or newer; here is $(python3 --version 2>/dev/null || echo "no python3 at all")." \
    "Debian 12, Ubuntu 24.04 or newer: apt install python3 python3-venv. macOS: brew install python." \
    "Or name one with PYTHON=/path/to/python3, or install uv, which fetches a Python by itself."
}

# Debian splits venv's other half, ensurepip, off into a package of its own.
ensure_venv_works() {
  "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && have apt-get; then
    say "This Python lacks venv: installing Debian's $package ..."
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package" >&2 && return
  fi
  fail "This Python can't make virtual environments: a part of its venv module is not installed." \
    "Debian and Ubuntu: sudo apt install $package. Or install uv, which needs no venv module."
}

# uv doesn't read pip's settings (index, certificates): where it can't get through, pip may.
make_venv() {
  python=$(find_python)
  [ -z "$asked_for" ] || new_enough "$asked_for" || fail "$asked_for isn't a Python 3.11 or newer that runs."
  if have uv && uv venv --quiet --seed --python "${python:->=3.11,<3.14}" "$venv"; then return; fi
  [ -n "$python" ] || explain_missing_python
  ensure_venv_works "$python"
  "$python" -m venv --clear "$venv"
}

# PIP_USE_PEP517 keeps Debian's older pip from warning about packages that come as source; newer ones don't know it.
install() {
  if have uv && uv pip install --quiet --python "$venv/bin/python" "$@"; then return; fi
  if have uv; then say "uv did not get through: trying pip ..."; fi
  PIP_USE_PEP517=1 "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

if [ -f "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null && made_from | cmp -s - "$stamp"; then
  exit 0
fi

if [ -e "$venv" ] && ! new_enough "$venv/bin/python"; then
  [ -f "$venv/pyvenv.cfg" ] || fail "$venv is in the way: it isn't a virtual environment. Move it aside."
  say "$venv doesn't run any more or is too old: making it anew."
  rm -rf "$venv"
fi
if [ -e "$venv" ]; then
  say "Bringing $venv up to date ..."
else
  mkdir -p "$(dirname "$venv")"
  make_venv
  say "Setting up $venv (once, about a minute) ..."
fi

rm -f "$stamp"
install --require-hashes -r requirements/dev.txt ||
  fail "Installing what requirements/dev.txt locks failed; the reason stands above."
install --no-deps --no-build-isolation --editable . ||
  fail "Installing Clearbell itself failed; the reason stands above."
# Where Python may not write bytecode by itself, each command would compile all anew: a quarter of a second.
"$venv/bin/python" -m compileall -q generator
made_from > "$stamp"
