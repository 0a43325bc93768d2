#!/usr/bin/env bash
# Backtests entries over price files with the suite's own decisions; replay.sh --help lists the options.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ops/java-home.sh
. "$ROOT/ops/java-home.sh"

jdk=$(find_jdk)
build_if_needed

exec "$jdk/bin/java" -XX:+UseSerialGC -Xshare:auto -cp "$ROOT/demo/target/suite/lib/*" quantum.replay.Replay "$@"
