#!/bin/sh
# Sees to it that one of some programs is there: root on Debian gets the package, everybody else a sentence.
#
#   tools/need.sh WHAT_FOR DEBIAN_PACKAGE PROGRAM...
#
# A program is a name on PATH or a whole path.
set -eu

what_for=$1
package=$2
shift 2
first=$1

for program in "$@"; do
  if command -v "$program" >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "$what_for needs $first: installing Debian's package $package ..." >&2
  if apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "$package" >&2 &&
    command -v "$first" >/dev/null; then
    exit 0
  fi
fi

cat >&2 <<MESSAGE

$what_for needs $first, which isn't on this machine.
Debian: sudo apt install $package. Elsewhere: install it your way so that '$first' is found on PATH.
MESSAGE
exit 1
