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

say() { printf '%s\n' "$*" >&2; }
fail() { say "" "$@"; exit 1; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
made_from() { pwd; cat requirements/dev.txt pyproject.toml; }

find_python() {
  if [ -n "$asked_for" ]; then
    new_enough "$asked_for" || fail "$asked_for isn't a Python 3.11 or newer that runs."
    echo "$asked_for"
    return
  fi
  for candidate in python3 python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.1[1-3].*/bin/python; do
    if new_enough "$candidate"; then echo "$candidate"; return; fi
  done
}

explain_missing_python() {
  found=$(python3 --version 2>/dev/null || echo "no python3 at all")
  say "" "Clearbell needs Python 3.11 or newer; here is $found."
  say "Install one (Debian 12, Ubuntu 24.04 or newer: apt install python3 python3-venv; macOS: brew install python)," \
    "or name one with PYTHON=/path/to/python3, or install uv, which fetches a Python by itself."
  exit 1
}

# Debian splits venv's other half, ensurepip, off into a package of its own.
ensure_venv_works() {
  "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
  package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "This Python lacks venv: installing Debian's $package."
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package" >&2 && return
  fi
  fail "This Python can't make virtual environments: its venv module is not installed." \
    "Debian and Ubuntu: sudo apt install $package. Or install uv, which needs no venv module."
}

make_venv_with_uv() {
  python=$(find_python)
  uv venv --quiet --seed --python "${python:->=3.11}" "$venv"
}

make_venv() {
  python=$(find_python)
  [ -n "$python" ] || explain_missing_python
  ensure_venv_works "$python"
  "$python" -m venv "$venv"
}

# One name for both installers, with the options that they share.
install() {
  if command -v uv >/dev/null; then
    uv pip install --quiet --python "$venv/bin/python" "$@"
  else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
  fi
}

if [ -f "$stamp" ] && "$venv/bin/python" -c '' 2>/dev/null && made_from | cmp -s - "$stamp"; then
  exit 0
fi

if [ -e "$venv" ] && ! new_enough "$venv/bin/python"; then
  [ -f "$venv/pyvenv.cfg" ] || fail "$venv is in the way: it isn't a virtual environment. Move it aside."
  say "$venv doesn't run any more or is too old: making it anew."
  rm -rf "$venv"
fi
if [ ! -e "$venv" ]; then
  say "Setting up $venv (once; a minute or so) ..."
  mkdir -p "$(dirname "$venv")"
  if command -v uv >/dev/null; then make_venv_with_uv; else make_venv; fi
else
  say "Bringing $venv up to date ..."
fi

rm -f "$stamp"
install --require-hashes -r requirements/dev.txt ||
  fail "Installing what requirements/dev.txt locks failed; the reason stands above."
install --no-deps --no-build-isolation --editable . ||
  fail "Installing Clearbell itself failed; the reason stands above."
made_from > "$stamp"
