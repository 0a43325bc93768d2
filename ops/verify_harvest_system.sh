#!/usr/bin/env bash
# What the suite has planned, executed, blocked and holds open, and whether that is in order: quantum verify.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" verify "$@"
