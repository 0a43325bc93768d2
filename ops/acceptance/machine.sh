# shellcheck shell=bash
# Sourced by ops/acceptance.sh: a Debian made with debootstrap, booted with systemd-nspawn, entered with nsenter.

# What a fresh server has, Redis (which the package asks for), and curl and jq for the checks.
MACHINE_PACKAGES=systemd,systemd-sysv,dbus,redis-server,redis-tools,adduser,procps,iproute2,ca-certificates,curl,jq

machine_pid=    # of systemd-nspawn
machine_leader= # of the machine's own init, as seen from here
machine_root=

# Prints codename and address of the release this machine itself runs, as its own apt sources say.
own_release() {
  local suite uri
  suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  # shellcheck disable=SC2016 # apt's own variables
  uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" 'Component: main' | sed -n 1p)
  [ -n "$suite" ] && [ -n "$uri" ] || return 1
  echo "$suite $uri"
}

# Prints the folder of a root that is ready to be copied; makes it if it is not there. $1: the cache's folder.
cached_root() {
  local cache=$1 release suite uri key root making proxy
  release=$(own_release) || {
    echo "the apt sources of this machine name no release to build from" >&2
    return 1
  }
  read -r suite uri <<<"$release"
  key=$(printf '%s %s %s' "$suite" "$(dpkg --print-architecture)" "$MACHINE_PACKAGES" | sha256sum | cut -c 1-16)
  root=$cache/$suite-$key
  if [ ! -d "$root" ]; then
    echo "making a $suite root (once; kept in $cache)" >&2
    mkdir -p "$cache"
    rm -rf "$cache"/making.*
    making=$(mktemp -d "$cache/making.XXXXXX")
    chmod 755 "$making" # it becomes the machine's /, which every service walks through
    proxy=$(apt-config shell p Acquire::http::Proxy | sed -n "s/^p='\(.*\)'$/\1/p")
    if ! http_proxy=${http_proxy:-$proxy} debootstrap --variant=minbase --include="$MACHINE_PACKAGES" "$suite" "$making" "$uri" \
      >"$cache/debootstrap.log" 2>&1 </dev/null; then
      tail -n 20 "$cache/debootstrap.log" >&2
      rm -rf "$making"
      return 1
    fi
    rm -rf "$making"/var/cache/apt/archives/*.deb "$making"/var/lib/apt/lists/*
    echo quantum-acceptance >"$making/etc/hostname"
    tr -d - </proc/sys/kernel/random/uuid >"$making/etc/machine-id"
    mv "$making" "$root" # whole or not at all: an interrupted run leaves no half root behind
  fi
  echo "$root"
}

# Boots a copy of $1 in the folder $2; the console goes to $2.console.
boot_machine() {
  machine_root=$2
  cp -a --reflink=auto "$1" "$machine_root"
  local options=(--register=no --private-network --link-journal=no --console=pipe)
  # without a service manager on this machine there is nobody to give the machine a unit of its own
  [ -d /run/systemd/system ] || options+=(--keep-unit)
  # a session of its own: Ctrl-C is for this script, which stops the machine in order
  setsid systemd-nspawn --quiet -D "$machine_root" "${options[@]}" -b </dev/null >"$machine_root.console" 2>&1 &
  machine_pid=$!
  eventually 60 machine_is_up || {
    tail -n 20 "$machine_root.console" >&2
    return 1
  }
}

machine_is_up() {
  kill -0 "$machine_pid" 2>/dev/null || return 1
  machine_leader=$(pgrep -o -P "$machine_pid") || return 1
  [[ $(inside systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]
}

# Runs a command in the machine as root, with a clean environment and no input.
inside() {
  nsenter -t "$machine_leader" -m -u -i -n -p -C -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 DEBIAN_FRONTEND=noninteractive \
    "$@" </dev/null
}

# Ends the machine at once: its first process is the init of a pid namespace, so nothing in it survives.
stop_machine() {
  if [ -n "$machine_leader" ]; then
    kill -KILL "$machine_leader" 2>/dev/null || true
  fi
  if [ -n "$machine_pid" ]; then
    eventually 5 machine_is_gone || kill -KILL "$machine_pid" 2>/dev/null || true
    wait "$machine_pid" 2>/dev/null || true
  fi
  machine_pid=
  machine_leader=
}

machine_is_gone() {
  ! kill -0 "$machine_pid" 2>/dev/null
}

# eventually SEC COMMAND…: waits until the command succeeds, at most so many seconds.
eventually() {
  local seconds=$1 end=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "not within $seconds s: $*" >&2
      return 1
    fi
    sleep 0.1
  done
}
