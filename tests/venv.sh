# What the tests that need packages of Python have in common; they source it. Sets `here`, the folder of the test, `root`, that of
# the project, and `venv`, where the packages of the test's requirements.txt are: below target/, installed once.
#
#   . tests/venv.sh NAME 'what is installed'

here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
root=$(cd "$here/../.." && pwd)
venv=$root/target/$1-venv

if ! [ "$venv/installed" -nt "$here/requirements.txt" ]; then
    echo "$1: installing $2 below target/"
    if ! python3 -m venv --clear "$venv" >/dev/null 2>&1; then
        # Debian keeps venv in a package of its own.
        [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        python3 -m venv --clear "$venv"
    fi
    "$venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check -r "$here/requirements.txt"
    touch "$venv/installed"
fi

export PYTHONDONTWRITEBYTECODE=1
