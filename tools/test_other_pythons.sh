#!/bin/sh
# Runs the tests that need no browser on every installed Python that Clearbell supports, except the one of
# .venv: `make test` has been there. Looks on PATH and where pyenv keeps its versions.
set -eu
cd "$(dirname "$0")/.."

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

done_already=" $(version_of .venv/bin/python) "
failed=""
for version in 3.11 3.12 3.13; do
  for python in "python$version" "$HOME/.pyenv/versions/$version".*/bin/python; do
    case $done_already in *" $version "*) continue ;; esac
    [ "$(version_of "$python")" = "$version" ] || continue
    done_already="$done_already$version "
    echo "== Python $version"
    tools/environment.sh ".cache/python$version" "$python"
    ".cache/python$version/bin/python" -m pytest -q -m "not browser" "$@" || failed="$failed $version"
  done
done

if [ -n "$failed" ]; then
  echo "The tests fail on Python$failed." >&2
  exit 1
fi
echo "Seen:$done_already(the first by 'make test')."
