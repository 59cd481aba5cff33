#!/usr/bin/env bash
# Looks at the pages of `feedmill serve` in Chromium: what they show, that they change with the articles, and that nothing in
# them runs, or asks another host for anything.
#
#   tests/pages/run.sh [FEEDMILL]
#
# Needs Node.js. Installs playwright-core and axe-core below target/ and, as root, Debian's Chromium. Where these cannot be
# had it says so, and is a failure only where CI is set. SHOTS=DIR leaves pictures of the pages there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
modules=$root/target/pages

skip() {
    echo "pages: skipped, $1"
    [ -z "${CI:-}" ] || exit 1
    exit 0
}

command -v node >/dev/null && command -v npm >/dev/null || skip "there is no Node.js with npm"
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || skip "there is no Chromium; install it, or name it in CHROMIUM"
    echo "pages: installing Chromium"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || skip "Chromium could not be installed"
    chromium=$(command -v chromium)
fi
if ! [ "$modules/installed" -nt "$here/package.json" ]; then
    echo "pages: installing playwright-core and axe-core below target/"
    mkdir -p "$modules"
    cp "$here/package.json" "$modules/"
    npm install --prefix "$modules" --no-audit --no-fund --silent || skip "they could not be installed"
    touch "$modules/installed"
fi

# Packages are looked for beside the script: it is run from where they are.
cp "$here"/*.mjs "$modules/"
exec env CHROMIUM="$chromium" node "$modules/check.mjs" "${1:-$root/target/debug/feedmill}" "$root"
