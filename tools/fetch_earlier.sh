#!/bin/sh
# In a checkout without old files' contents, fetches those of the status page: what stands in for a file whose newest
# version can't be used. Of postmortems it fetches nothing. A token in TOKEN is given to the server that git asks.
set -eu

missing=$(mktemp)
trap 'rm -f "$missing"' EXIT
git rev-list --objects --missing=print HEAD -- content/site.yml content/incidents | sed -n 's/^?//p' > "$missing"
[ -s "$missing" ] || exit 0

if [ -n "${TOKEN:-}" ]; then
  GIT_CONFIG_COUNT=1
  GIT_CONFIG_KEY_0=http.${GITHUB_SERVER_URL:?}/.extraheader
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
fi
git fetch --quiet --no-tags --no-write-fetch-head --stdin origin < "$missing"
