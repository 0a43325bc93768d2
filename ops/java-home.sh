# shellcheck shell=bash
# Sourced by the scripts beside it: finds the Java to run with, builds the suite where it is not installed.

JAVA_MIN=25

# without a locale the JVM reads names of other scripts, in the environment and in arguments, as question marks
export LC_ALL=C.UTF-8

# Whether $ROOT is an installation (/opt/quantum) and not a checkout.
is_installed() {
  [ -x "$ROOT/runtime/bin/java" ] && [ -d "$ROOT/bin" ]
}

# Prints the feature release of the JDK in $1 (25 for 25.0.1), nothing if there is no JDK.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the home of the installation's runtime, in a checkout that of a JDK that is new enough; needs $ROOT.
find_jdk() {
  local candidate release
  local -a candidates=()
  if is_installed; then
    echo "$ROOT/runtime"
    return 0
  fi
  [ -n "${JAVA_HOME:-}" ] && candidates+=("$JAVA_HOME")
  if command -v java >/dev/null 2>&1; then
    candidates+=("$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")")
  fi
  candidates+=(/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*)
  for candidate in "${candidates[@]}"; do
    release=$(jdk_release "$candidate")
    if [ -n "$release" ] && [ "$release" -ge "$JAVA_MIN" ]; then
      echo "$candidate"
      return 0
    fi
  done
  echo "JDK $JAVA_MIN or newer is needed: install one, for example Temurin $JAVA_MIN under /usr/lib/jvm, and run again" >&2
  return 1
}

# The classpath of everything in the suite; needs $ROOT.
suite_classpath() {
  local folder=$ROOT/demo/target/suite/lib jars
  ! is_installed || folder=$ROOT/lib
  jars=$(printf '%s:' "$folder"/*.jar)
  printf '%s' "${jars%:}" # an empty entry would be the current folder
}

# Builds the suite if its jars are missing or older than a source; needs $ROOT, $1 is a JDK's home.
build_if_needed() {
  ! is_installed || return 0
  local suite=$ROOT/demo/target/suite
  if [ -e "$suite/built" ] \
    && [ -z "$(find "$ROOT" -path '*/target' -prune -o \( -path '*/src/main/*' -o -name pom.xml \) -newer "$suite/built" -type f -print -quit)" ]; then
    return 0
  fi
  echo "Building the suite (the first time takes a minute or two)" >&2
  rm -f "$suite"/*.aot # learned from other jars
  (cd "$ROOT" && mvn -B -q -Dstyle.color=never -pl demo -am package -Dmaven.test.skip=true >&2) || return 1
  # the JVM learns once what the replay needs, and starts faster from then on; without the cache it is only slower
  # (1: its prices end before its positions do)
  "$1/bin/java" -XX:+UseSerialGC -XX:AOTCacheOutput="$suite/replay.aot" -cp "$(suite_classpath)" \
    quantum.replay.Replay --prices "$ROOT/demo/data/prices" --entries "$ROOT/demo/data/entries.json" >/dev/null 2>&1 \
    || [ $? -eq 1 ] || rm -f "$suite/replay.aot"
  "$1/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput="$suite/quantum.aot" \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$(suite_classpath)" \
    quantum.demo.CommandTraining >/dev/null 2>&1 || rm -f "$suite/quantum.aot"
  touch "$suite/built"
}
