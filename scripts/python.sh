#!/usr/bin/env bash
# Prints the first Python that is new enough; a name that exists may still not run, so each is tried.
set -euo pipefail

for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
done
echo "需要 Python 3.11 或更高版本，请先安装（Debian 12 起自带：apt-get install python3）" >&2
exit 3
