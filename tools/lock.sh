#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: exact versions with the hashes of all their files, so that one
# lock serves every supported Python and platform. Versions stay unless asked: `tools/lock.sh --upgrade`.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null; then
  [ -x .cache/lock/bin/uv ] || {
    python3 -m venv .cache/lock
    .cache/lock/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5.11,<1"
  }
  PATH=$PWD/.cache/lock/bin:$PATH
fi

# No index and no host in the files: they say what to install, the reader's own pip settings say from where.
lock() {
  output=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
    --output-file "$output" "$@"
}

lock requirements/dev.txt pyproject.toml --extra kb --extra announce --extra s3 --group dev "$@"
# The smaller locks follow the big one: a package has one version in all of them.
lock requirements/core.txt pyproject.toml --constraint requirements/dev.txt "$@"
lock requirements/kb.txt pyproject.toml --extra kb --constraint requirements/dev.txt "$@"
lock requirements/announce.txt pyproject.toml --extra announce --constraint requirements/dev.txt "$@"
lock requirements/s3.txt pyproject.toml --extra s3 --constraint requirements/dev.txt "$@"
lock requirements/nu-checker.txt requirements/nu-checker.in --no-deps "$@"
lock requirements/sbom.txt requirements/sbom.in "$@"
