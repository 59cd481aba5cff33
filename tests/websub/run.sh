#!/usr/bin/env bash
# Publishes feeds with a WebSub hub and a subscriber listening, all on this machine, and looks at what arrives.
#
#   tests/websub/run.sh
#
# Installs Flask-WebSub below target/. Exit status 1 where anything else arrives than should.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/../venv.sh" websub "a hub and a subscriber"

cd "$root"
cargo build --quiet --locked --bin feedmill
# Nothing here is anywhere but on this machine.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
"$venv/bin/python" "$here/check.py" "$root/target/debug"
