#!/usr/bin/env bash
# Installs packages of the system, where that is possible; otherwise says what to install.
# Usage: scripts/install-packages.sh PACKAGE...
set -euo pipefail

if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "Missing on this machine: $*" >&2
    echo "Please install these packages (on Debian: sudo apt-get install $*) and try again." >&2
    exit 1
fi
echo "installing $* with apt-get"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null
apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
