#!/usr/bin/env bash
# Lets harvest-brain skip a backlog, after showing what would be skipped: quantum fix-offset.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" fix-offset "$@"
