#!/usr/bin/env bash
# Runs the whole suite on recorded prices and checks the outcome; demo.sh --help lists the options.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ops/java-home.sh
. "$ROOT/ops/java-home.sh"

jdk=$(find_jdk)
build_if_needed "$jdk"

# --prices and --entries default to what the project ships
prices=(--prices "$ROOT/demo/data/prices")
entries=(--entries "$ROOT/demo/data/entries.json")
for argument in "$@"; do
  case $argument in
    --prices | --prices=*) prices=() ;;
    --entries | --entries=*) entries=() ;;
  esac
done

exec "$jdk/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$(suite_classpath)" quantum.demo.Demo \
  "${prices[@]}" "${entries[@]}" --work "$ROOT/demo/target/runs" "$@"
