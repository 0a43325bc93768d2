# shellcheck shell=bash
# Sourced by ops/acceptance.sh: the package under test, and what is made of it: a newer version and a broken one.

VERSION_NEXT=9999.1
VERSION_BROKEN=9999.2
CHANGED_DEFAULT='# a default that this release changed'

# Builds the package of this tree and prints its file.
build_package() {
  local -a built
  echo "building the package" >&2
  (cd "$ROOT" && mvn -B -q -Pdistribution -pl distribution -am package -Dmaven.test.skip=true </dev/null) >&2 || return 1
  built=("$ROOT"/distribution/target/quantum-harvest_*_amd64.deb)
  [ -r "${built[0]}" ] || return 1
  echo "${built[0]}"
}

# make_variants PACKAGE FOLDER: this.deb; next.deb, the same with a higher version; broken.deb, whose harvest-brain cannot start.
make_variants() {
  local package=$1 folder=$2 tree=$2/tree
  mkdir -p "$folder"
  cp "$package" "$folder/this.deb"
  dpkg-deb -R "$package" "$tree"
  echo "$CHANGED_DEFAULT" >>"$tree/opt/quantum/env/harvest-brain.env"
  repack "$tree" "$VERSION_NEXT" "$folder/next.deb"
  printf '#!/bin/sh\necho "a broken build" >&2\nexit 1\n' >"$tree/opt/quantum/bin/quantum-harvest-brain"
  repack "$tree" "$VERSION_BROKEN" "$folder/broken.deb"
  rm -rf "$tree"
}

repack() {
  local tree=$1 version=$2 file=$3
  sed -i "s/^Version: .*/Version: $version/" "$tree/DEBIAN/control"
  echo "$version" >"$tree/opt/quantum/VERSION"
  rm -f "$tree/DEBIAN/md5sums" # they would be of the other version
  dpkg-deb -Znone -b "$tree" "$file" >/dev/null
}

# What the machine says it has installed.
installed_version() {
  # shellcheck disable=SC2016 # dpkg's own variable
  inside dpkg-query -W -f '${Version}\n' quantum-harvest
}

# Puts the packages and the exchange's prices into the machine.
fill_store() {
  mkdir -p "$machine_root$STORE/prices"
  cp "$work"/packages/*.deb "$machine_root$STORE/"
  cp "$ROOT"/demo/data/prices/*.csv.gz "$machine_root$STORE/prices/"
}
