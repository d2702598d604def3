#!/usr/bin/env bash
# Makes .venv, complete or not at all; where Debian keeps the venv module apart, that package is installed first.
set -euo pipefail

python=$(scripts/python.sh)
if [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null; then
    exit 0
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    scripts/system.sh python3-venv
fi
rm -rf .venv
"$python" -m venv .venv || { rm -rf .venv; exit 3; }
