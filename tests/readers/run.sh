#!/usr/bin/env bash
# Reads the built feeds as readers do and holds them against the articles. Build the feeds first.
#
#   tests/readers/run.sh [--feeds DIR] [--now TIME]
#
# Installs feedparser (below target/) and, as root, newsboat. Without newsboat its part is skipped, which is a failure
# where CI=true. Exit status 1 on any difference.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/../venv.sh" readers "feedparser"

if ! command -v newsboat >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "readers: installing newsboat"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends newsboat) >/dev/null ||
        echo "readers: newsboat could not be installed"
fi

status=0
"$venv/bin/python" "$here/compare.py" "$root" "$@" || status=1
if command -v newsboat >/dev/null; then
    "$venv/bin/python" "$here/newsboat.py" "$root" "$@" || status=1
else
    echo "readers: SKIPPED newsboat, which is not installed (apt-get install newsboat)"
    [ "${CI:-}" != true ] || status=1
fi
# What finds nothing must be able to find something.
[ "$status" -ne 0 ] || "$venv/bin/python" "$here/faults.py" "$root" "$@" || status=1
exit "$status"
