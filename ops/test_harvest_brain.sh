#!/usr/bin/env bash
# Tests a running harvest-brain from outside with a position that nobody holds: quantum test-brain.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" test-brain "$@"
