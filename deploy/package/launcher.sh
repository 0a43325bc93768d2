#!/bin/sh
# @name@: becomes the JVM, so the process that was started is the one that runs.
self=$0
[ ! -L "$self" ] || self=$(readlink -f "$self")
home=$(cd "${self%/*}/.." && pwd)

# without a locale the JVM reads names of other scripts, in the environment and in arguments, as question marks
export LC_ALL=C.UTF-8

# one malloc arena for all threads: with one per thread glibc keeps many times the memory
export MALLOC_ARENA_MAX=1

# what the JVM learned when the package was built; without it the start only takes longer
cache=$home/aot/@cache@.aot
[ -r "$cache" ] || cache=

exec "$home/runtime/bin/java" @arguments@ ${cache:+"-XX:AOTCache=$cache"} \
  -cp "$home/lib/quantum-harvest.jar" @main@ "$@"
