#!/usr/bin/env bash
# Makes this machine's Redis keep what the suite writes, and gives each service a user of its own: quantum configure-redis.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" configure-redis "$@"
