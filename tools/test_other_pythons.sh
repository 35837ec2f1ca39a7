#!/usr/bin/env bash
# Runs the tests that need no browser on every installed Python that Clearbell supports, except the one of .venv:
# `make test` has been there. All Pythons at once, and without those that go through every way to fail.
# Looks on PATH and where pyenv keeps its versions.
set -eu
set -m # else what runs in the background, and all that it starts, is deaf to Ctrl-C
cd "$(dirname "$0")/.."

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
seen=" $(version_of .venv/bin/python) "
running=""
for version in 3.11 3.12 3.13; do
  for python in "python$version" "$HOME/.pyenv/versions/$version".*/bin/python; do
    case $seen in *" $version "*) continue ;; esac
    [ "$(version_of "$python")" = "$version" ] || continue
    seen="$seen$version "
    running="$running $version"
    tools/environment.sh ".cache/python$version" "$python"
    {
      if ".cache/python$version/bin/python" -m pytest -q -m "not browser and not thorough" "$@"; then
        touch "$said/$version.passed"
      fi
    } > "$said/$version" 2>&1 &
  done
done
wait

failed=""
for version in $running; do
  echo "== Python $version"
  cat "$said/$version"
  [ -e "$said/$version.passed" ] || failed="$failed $version"
done
if [ -n "$failed" ]; then
  echo "The tests fail on Python$failed." >&2
  exit 1
fi
echo "Seen:$seen(the first by 'make test')."
