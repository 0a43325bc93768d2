#!/usr/bin/env bash
# Takes harvest-brain from live back to shadow: quantum rollback.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" rollback "$@"
