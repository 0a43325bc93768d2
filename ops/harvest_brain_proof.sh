#!/usr/bin/env bash
# Proofs that harvest-brain works, each with its evidence: quantum proof.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" proof "$@"
