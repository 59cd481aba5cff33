#!/usr/bin/env bash
# Reads the built feeds as readers do and holds them against the articles. Build the feeds first.
#
#   tests/readers/run.sh [--feeds DIR] [--now TIME]
#
# Installs feedparser (below target/) and, as root, newsboat. Without newsboat its part is skipped, which is a failure
# where CI=true. Exit status 1 on any difference.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=$root/target/readers-venv

if ! [ "$venv/installed" -nt "$here/requirements.txt" ]; then
    echo "readers: installing feedparser below target/"
    if ! python3 -m venv --clear "$venv" >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        python3 -m venv --clear "$venv"
    fi
    "$venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check -r "$here/requirements.txt"
    touch "$venv/installed"
fi

if ! command -v newsboat >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "readers: installing newsboat"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends newsboat) >/dev/null ||
        echo "readers: newsboat could not be installed"
fi

export PYTHONDONTWRITEBYTECODE=1
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
