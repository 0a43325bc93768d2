#!/usr/bin/env bash
# Seven proofs that harvest-proposal-publisher works and cannot trade: quantum prove-publisher.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" prove-publisher "$@"
