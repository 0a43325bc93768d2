#!/usr/bin/env bash
# Everything about one symbol on one screen: quantum inspect SYMBOL.
exec "$(dirname "${BASH_SOURCE[0]}")/quantum" inspect "$@"
