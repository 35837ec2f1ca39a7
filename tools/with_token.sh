#!/bin/sh
# Runs a command in which git may use the token in TOKEN on the server of this job. It stays in this process and its
# children: nothing of it is written into the repository's settings.
set -eu

GIT_CONFIG_COUNT=1
GIT_CONFIG_KEY_0=http.${GITHUB_SERVER_URL:?}/.extraheader
GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "${TOKEN:?}" | base64 | tr -d '\n')"
export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
exec "$@"
