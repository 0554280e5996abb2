#!/usr/bin/env bash
# Makes .venv and installs one lock file and the portal into it.
# Usage: scripts/install-python.sh PYTHON base|dev
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
lock=requirements/$2.txt

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    # Debian keeps the means to make an environment in a package of its own.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        scripts/install-packages.sh python3-venv
    fi
    echo "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "installing $lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
# The build tool is in the lock, so that nothing unpinned is fetched for the build.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
