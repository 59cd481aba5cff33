#!/usr/bin/env bash
# Publishes to a real S3 server on loopback: what is put, what is not, and what becomes of it when things go wrong.
#
#   tests/publish/run.sh [FEEDMILL]
#
# Installs SeaweedFS below target/. FULL=1 does 200 kills and 50 rounds of two publishers; else there are fewer.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=$root/target/publish-venv

if ! [ "$venv/installed" -nt "$here/requirements.txt" ]; then
    echo "publish: installing an S3 server below target/"
    if ! python3 -m venv --clear "$venv" >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        python3 -m venv --clear "$venv"
    fi
    "$venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check -r "$here/requirements.txt"
    touch "$venv/installed"
fi

export PYTHONDONTWRITEBYTECODE=1
exec "$venv/bin/python" "$here/check.py" "${1:-$root/target/debug/feedmill}" "$venv/bin/weed"
