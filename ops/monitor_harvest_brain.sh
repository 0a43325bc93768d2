#!/usr/bin/env bash
# The account live: services, lag, positions, what was asked for and harvested last: quantum watch.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" watch "$@"
