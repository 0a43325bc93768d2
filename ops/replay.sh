#!/usr/bin/env bash
# Backtests entries over price files with the suite's own decisions; replay.sh --help lists the options.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ops/java-home.sh
. "$ROOT/ops/java-home.sh"

! is_installed || exec "$ROOT/bin/quantum-replay" "$@"

jdk=$(find_jdk)
build_if_needed "$jdk"

cache=()
if [ -r "$ROOT/demo/target/suite/replay.aot" ]; then
  # a cache of another JVM is ignored; nothing may be written between the JSON lines because of it
  cache=(-XX:AOTCache="$ROOT/demo/target/suite/replay.aot" -Xlog:disable)
fi

exec "$jdk/bin/java" -XX:+UseSerialGC "${cache[@]}" -cp "$(suite_classpath)" quantum.replay.Replay "$@"
