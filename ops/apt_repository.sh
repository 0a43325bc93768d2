#!/usr/bin/env bash
# Makes of built packages a folder that apt can install from, signed; --help says how.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: apt_repository.sh --key KEY FOLDER PACKAGE.deb...

Makes FOLDER an apt repository (or adds to the one that is there), with reprepro, signed with the OpenPGP key KEY of this
user's keyring, whose public part is put beside it as quantum-harvest.asc. Any web server can serve it, or a path:

  install -m 644 FOLDER/quantum-harvest.asc /etc/apt/keyrings/quantum-harvest.asc
  echo 'deb [signed-by=/etc/apt/keyrings/quantum-harvest.asc] https://HOST/FOLDER stable main' \
    >/etc/apt/sources.list.d/quantum-harvest.list
  apt update && apt install quantum-harvest

Needs reprepro and gpg (Debian: reprepro gnupg). Exit code: 0 done, 1 failed, 2 wrong use.
HELP
}

wrong() {
  echo "apt_repository.sh: $*; --help says more" >&2
  exit 2
}

case ${1:-} in
  -h | --help)
    usage
    exit 0
    ;;
  --key) ;;
  *) wrong "--key KEY comes first" ;;
esac
[ $# -ge 4 ] || wrong "a key, a folder and at least one package are needed"
key=$2
folder=$3
shift 3
for package in "$@"; do
  [[ -r $package && $package == *.deb ]] || wrong "'$package' is no package that can be read"
done
for tool in reprepro gpg; do
  command -v "$tool" >/dev/null 2>&1 || wrong "$tool is not installed"
done
fingerprint=$(gpg --batch --with-colons --list-secret-keys "$key" 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
[ -n "$fingerprint" ] || wrong "gpg has no secret key '$key'"

mkdir -p "$folder/conf"
cat >"$folder/conf/distributions" <<END
Origin: Quantum Harvest
Label: Quantum Harvest
Codename: stable
Architectures: amd64 arm64
Components: main
Description: profit harvesting for positions on perpetual futures
SignWith: $fingerprint
END
gpg --batch --yes --armor --export "$fingerprint" >"$folder/quantum-harvest.asc"
for package in "$@"; do
  reprepro --silent --basedir "$folder" includedeb stable "$package"
done
reprepro --basedir "$folder" list stable
