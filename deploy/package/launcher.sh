#!/bin/sh
# @name@: becomes the JVM, so the process that was started is the one that runs.
self=$0
[ ! -L "$self" ] || self=$(readlink -f "$self")
home=$(cd "${self%/*}/.." && pwd)

# a backtest is a program of its own, with other arguments for its JVM and a cache of what it needs
program=@name@
case "$program ${1:-} ${2:-}" in
  "quantum backtest --help" | "quantum backtest -h" | "quantum backtest ") ;;
  "quantum backtest "*)
    shift
    [ "$1" != --options ] || set -- --help
    exec "$home/bin/quantum-replay" "$@"
    ;;
esac

# without a locale the JVM reads names of other scripts, in the environment and in arguments, as question marks
export LC_ALL=C.UTF-8

# one malloc arena for all threads: with one per thread glibc keeps many times the memory
export MALLOC_ARENA_MAX=1

# what the JVM learned when the package was built; without it the start only takes longer
cache=$home/aot/@cache@.aot
[ -r "$cache" ] || cache=

exec "$home/runtime/bin/java" @arguments@ ${cache:+"-XX:AOTCache=$cache"} \
  -cp "$home/lib/quantum-harvest.jar" @main@ "$@"
