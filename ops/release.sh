#!/bin/bash
# Keeps, restarts and brings back an installed release; release.sh --help lists the sub-commands.
set -euo pipefail

usage() {
  cat <<EOF
Usage: release.sh backup | restart [--all] | rollback | install FOLDER | status

The steps of an upgrade, for the package's maintainer scripts and for deploy_harvest_fix.sh. Each can be repeated.

  backup          keeps the installed release as $previous (hard links: no room, no time)
  restart         restarts the services that are active, in the order of $home/programs, each when the one before is
                  ready; ends with 1 at the first that does not become ready. Services that are not active stay so.
    --all         also those that were active at the last backup: some of them may have failed since
  rollback        puts the release of the last backup back and restarts as restart --all does. The release that is
                  put away lies in $failed; NOT_TAKEN in $home names it. Settings in $etc are not touched.
  install FOLDER  installs an unpacked archive (quantum-harvest-VERSION.tar.gz) where there is no package manager:
                  backup, files, user, restart, and rollback if a service does not become ready.
                  The operator's settings in $etc are never touched.
  status          what is installed, what can be brought back, what is active

Environment: READY_TIMEOUT_SEC, how long a service may take to become ready (default 60).

Exit code: 0 done, 1 a service did not become ready or a step failed, 2 wrong use, 3 nothing to bring back.
EOF
}

# QUANTUM_ROOT is for tests: a folder instead of /
root=${QUANTUM_ROOT:-}
home=$root/opt/quantum
previous=$root/opt/quantum.previous
failed=$root/opt/quantum.failed
etc=$root/etc/quantum
units=$root/usr/lib/systemd/system
ready_timeout=${READY_TIMEOUT_SEC:-60}

say() {
  echo "release: $*"
}
complain() {
  echo "release: $*" >&2
}

version_of() {
  cat "$1/VERSION" 2>/dev/null || echo unknown
}

have_systemd() {
  [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1
}

reload_units() {
  ! have_systemd || systemctl daemon-reload
}

# Prints the services of the release in $1, in the order in which they are restarted.
services() {
  awk '$2 == "service" { print $1 }' "$1/programs"
}

# Prints which of the services in $1's release run, or are on their way to: one that is restarted again and again
# is meant to run.
active_services() {
  local service state
  have_systemd || return 0
  for service in $(services "$1"); do
    state=$(systemctl show --property ActiveState --value "$service.service" 2>/dev/null) || continue
    case $state in
      active | activating | reloading | deactivating) echo "$service" ;;
    esac
  done
}

backup() {
  if [ ! -d "$home" ]; then
    say "nothing is installed in $home, nothing to keep"
    return 0
  fi
  local fresh=$previous.new unit
  rm -rf "$fresh"
  # hard links, else copies: times stay what they are, the AOT caches depend on them
  cp -al "$home" "$fresh" 2>/dev/null || { rm -rf "$fresh" && cp -a "$home" "$fresh"; }
  rm -rf "$fresh/systemd" "$fresh/NOT_TAKEN"
  mkdir "$fresh/systemd"
  for unit in "$units"/quantum-*; do
    [ ! -f "$unit" ] || cp -p "$unit" "$fresh/systemd/"
  done
  active_services "$home" >"$fresh/active"
  rm -rf "$previous"
  mv "$fresh" "$previous"
  say "kept $(version_of "$previous") in $previous"
}

# Restarts one service and waits for its readiness: systemctl returns when a unit of Type=notify has said it.
restart_one() {
  local code=0 began=$SECONDS
  systemctl reset-failed "$1.service" 2>/dev/null || true
  timeout "$ready_timeout" systemctl restart "$1.service" || code=$?
  if [ "$code" -eq 0 ] && systemctl is-active --quiet "$1.service"; then
    say "$1 is ready after $((SECONDS - began)) s"
    return 0
  fi
  if [ "$code" -eq 124 ]; then
    complain "$1 did not become ready in $ready_timeout s"
  else
    complain "$1 did not start"
  fi
  if command -v journalctl >/dev/null 2>&1; then
    journalctl -u "$1.service" -n 5 -o cat --no-pager 2>/dev/null | sed "s/^/  $1: /" >&2 || true
  fi
  return 1
}

restart() {
  local service list
  if ! have_systemd; then
    say "no systemd is running here, nothing to restart"
    return 0
  fi
  list=$(active_services "$home")
  if [ "${1:-}" = --all ] && [ -r "$previous/active" ]; then
    list=$(printf '%s\n' "$list" "$(cat "$previous/active")")
  fi
  systemctl daemon-reload
  for service in $(services "$home"); do
    if grep -qx "$service" <<<"$list"; then
      restart_one "$service" || return 1
    fi
  done
}

rollback() {
  local unit name list
  if [ ! -d "$previous" ]; then
    complain "there is no $previous to bring back"
    return 3
  fi
  # both releases' services: what only the new one has must not go on with its files gone
  list=$(active_services "$home")
  rm -rf "$failed"
  [ ! -d "$home" ] || mv "$home" "$failed"
  # a copy, so that the same release can be brought back once more
  cp -al "$previous" "$home" 2>/dev/null || { rm -rf "$home" && cp -a "$previous" "$home"; }
  for unit in "$home"/systemd/quantum-*; do
    [ ! -f "$unit" ] || cp -p "$unit" "$units/"
  done
  rm -rf "$home/systemd" "$home/active"
  if have_systemd; then
    for unit in "$units"/quantum-*.service; do
      [ -f "$unit" ] || continue
      name=$(basename "$unit" .service)
      if [ ! -f "$previous/systemd/$name.service" ]; then
        ! grep -qx "$name" <<<"$list" || systemctl stop "$name.service" || true
      fi
    done
  fi
  version_of "$failed" >"$home/NOT_TAKEN"
  say "$(version_of "$home") is back in $home; $(version_of "$failed") lies in $failed"
  restart --all
}

make_user() {
  getent passwd quantum >/dev/null && return 0
  if command -v adduser >/dev/null 2>&1 && [ -e /etc/debian_version ]; then
    adduser --quiet --system --group --no-create-home --home /var/lib/quantum --shell /usr/sbin/nologin quantum
  else
    useradd --system --user-group --no-create-home --home-dir /var/lib/quantum --shell /usr/sbin/nologin quantum
  fi
}

# User, folders and permissions; the package's postinst calls it, too.
prepare() {
  local env name
  [ -n "$root" ] || make_user
  install -d -m 755 "$root/var/lib"
  if [ -n "$root" ]; then
    install -d -m 750 "$root/var/lib/quantum"
  else
    install -d -m 750 -o quantum -g quantum /var/lib/quantum
  fi
  install -d -m 755 "$etc"
  # 0700 for root: systemd reads them for the services (LoadCredential)
  install -d -m 700 "$etc/credentials"
  for env in "$home"/env/*.env; do
    [ -f "$env" ] || continue
    name=$(basename "$env" .env)
    install -d -m 700 "$etc/credentials/$name"
    [ -e "$etc/$name.env" ] || own_settings "$name"
  done
  pair_with_paper
}

# The operator's lines of one service: made once, never touched again by any release. 0640: a key may land in it all the same.
own_settings() {
  (umask 027 && cat >"$etc/$1.env") <<EOF
# What is different here for quantum-$1, one NAME=VALUE a line; it wins over the defaults.
# Every setting with its default and what it means: /opt/quantum/env/$1.env
EOF
}

# As installed, apply-layer trades at the paper exchange, and both need the same keys for that. They are no good elsewhere.
pair_with_paper() {
  local paper=$etc/credentials/paper-exchange trader=$etc/credentials/apply-layer part secret
  if [ ! -d "$paper" ] || [ ! -d "$trader" ] || compgen -G "$paper/*API_*" >/dev/null \
    || compgen -G "$trader/*API_*" >/dev/null; then
    return
  fi
  # a credential wins over the env file: keys that the operator wrote there, or another venue, must not be overruled
  if grep -Eqs '^[[:space:]]*((BINANCE|PAPER)_API_(KEY|SECRET)=.|VENUE=[^p])' "$etc/apply-layer.env" "$etc/paper-exchange.env"; then
    return
  fi
  for part in KEY SECRET; do
    secret=paper-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    (umask 077 && printf '%s' "$secret" >"$paper/PAPER_API_$part" && printf '%s' "$secret" >"$trader/BINANCE_API_$part")
  done
}

install_folder() {
  local from=$1 file target
  if [ ! -f "$from/opt/quantum/VERSION" ]; then
    complain "$from is not an unpacked archive: it has no opt/quantum/VERSION"
    return 2
  fi
  if command -v dpkg-query >/dev/null 2>&1 && [ -z "$root" ] \
    && dpkg-query -W -f '${db:Status-Abbrev}' quantum-harvest 2>/dev/null | grep -q '^.i'; then
    complain "quantum-harvest is installed as a package: upgrade it with apt install ./quantum-harvest_VERSION_amd64.deb"
    return 2
  fi
  backup
  rm -rf "$home.new"
  mkdir -p "$(dirname "$home")" "$units"
  cp -a "$from/opt/quantum" "$home.new"
  [ -n "$root" ] || chown -R root:root "$home.new"
  rm -rf "$home"
  mv "$home.new" "$home"
  while IFS= read -r file; do
    target=$root/$file
    mkdir -p "$(dirname "$target")"
    cp -p "$from/$file" "$target"
    [ -n "$root" ] || chown root:root "$target"
  done < <(cd "$from" && find usr -type f ! -path '*/systemd/*')
  for file in "$from"/usr/lib/systemd/system/quantum-*; do
    [ ! -f "$file" ] || install -m 644 "$file" "$units/"
  done
  prepare
  reload_units
  say "installed $(version_of "$home")"
  [ -d "$previous" ] || return 0
  restart --all && return 0
  complain "$(version_of "$home") does not become ready, bringing $(version_of "$previous") back"
  rollback || complain "the release that was brought back does not become ready either: see journalctl -u 'quantum-*'"
  return 1
}

status() {
  echo "installed:  $([ -d "$home" ] && version_of "$home" || echo nothing)"
  echo "previous:   $([ -d "$previous" ] && version_of "$previous" || echo nothing)"
  echo "active:     $([ -d "$home" ] && active_services "$home" | paste -sd' ' -)"
}

[[ $ready_timeout =~ ^[1-9][0-9]{0,3}$ ]] || { complain "READY_TIMEOUT_SEC must be 1 to 9999, was '$ready_timeout'"; exit 2; }
case ${1:-} in
  backup | rollback | prepare | status)
    [ $# -eq 1 ] || { usage >&2; exit 2; }
    "$1"
    ;;
  restart)
    [ $# -eq 1 ] || { [ $# -eq 2 ] && [ "$2" = --all ]; } || { usage >&2; exit 2; }
    restart "${2:-}"
    ;;
  install)
    [ $# -eq 2 ] || { usage >&2; exit 2; }
    install_folder "$2"
    ;;
  -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
