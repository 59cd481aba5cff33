#!/usr/bin/env bash
# Publishes feeds with a WebSub hub and a subscriber listening, all on this machine, and looks at what arrives.
#
#   tests/websub/run.sh
#
# Installs Flask-WebSub below target/. Exit status 1 where anything else arrives than should.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=$root/target/websub-venv

if ! [ "$venv/installed" -nt "$here/requirements.txt" ]; then
    echo "websub: installing a hub and a subscriber below target/"
    if ! python3 -m venv --clear "$venv" >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        python3 -m venv --clear "$venv"
    fi
    "$venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check -r "$here/requirements.txt"
    touch "$venv/installed"
fi

cd "$root"
cargo build --quiet --locked --bin feedmill
# Nothing here is anywhere but on this machine.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
export PYTHONDONTWRITEBYTECODE=1
"$venv/bin/python" "$here/check.py" "$root/target/debug"
