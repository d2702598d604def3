#!/bin/sh
# The operator's command, as the account of the service and on its database. Copy to /usr/local/bin/subsidy, mode 0755.
set -eu
umask 077
settings=$(sed '/^#/d' /etc/subsidy.env)
case $(id -un) in
    # shellcheck disable=SC2086
    subsidy) exec env $settings /opt/subsidy/.venv/bin/subsidy "$@" ;;
    *) exec sudo -u subsidy env $settings /opt/subsidy/.venv/bin/subsidy "$@" ;;
esac
