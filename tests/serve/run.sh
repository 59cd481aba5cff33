#!/usr/bin/env bash
# `feedmill serve` answers 200,000 requests, as readers ask, each as it should be, and its memory stays as it is. Needs
# python3 and Linux. Runs target/debug/feedmill, or $FEEDMILL.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python3 tests/serve/many.py "${FEEDMILL:-target/debug/feedmill}" "${REQUESTS:-200000}"
