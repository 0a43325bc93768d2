#!/usr/bin/env bash
# Everything about one symbol on one screen; inspect.sh --help lists the options and exit codes. Reads only.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ops/java-home.sh
. "$ROOT/ops/java-home.sh"

! is_installed || exec "$ROOT/bin/quantum-inspect" "$@"

jdk=$(find_jdk)
build_if_needed "$jdk"

exec "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -cp "$(suite_classpath)" quantum.inspect.Inspect "$@"
