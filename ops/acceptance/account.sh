# shellcheck shell=bash
# Sourced by ops/acceptance.sh: the trader's hand by the command alone, and a second machine that stands by. Begins flat, live.

SECOND_HOST=quantum-second
# a check runs in a shell of its own: what the next one needs to know of the machine stands in a file
second_leader= # of the second machine's own init

stage_account() {
  stage "Account"
  with_suite
  check "quantum pause: a level that is reached takes nothing; unpause: the next price takes it" pause_holds_back
  check "quantum close $TRADED 50: half is sold" close_half
  check "quantum flatten: flat, no order of ours, an entry is refused" flatten_closes
  check "quantum resume: an entry is executed again, quantum close ends it" resume_opens
  check "quantum trades: what was closed, after all costs; CSV" trades_listed
  check "a second machine with the same Redis stands by" second_stands_by
  check "kill -9 of the first's apply-layer: the second acts within 10 s, a harvest happens once" second_takes_over
  check "the first comes back and stands by; the second is switched off: it acts again" first_takes_over_again
}

quantum() {
  inside quantum "$@"
}

# After a close a symbol is not entered for a minute; the checks have no minute.
enters() {
  r DEL "quantum:cooldown:open:$TRADED" >/dev/null
  entry_happens
}

pause_holds_back() {
  local before price
  enters
  quantum pause "$TRADED" --yes
  before=$(position "$TRADED" qty)
  price=$(price_at_r 2.5)
  tell_price "$price"
  eventually 10 decided_on "$price"
  eventually 10 settled
  [ "$(position "$TRADED" qty)" = "$before" ]
  quantum unpause "$TRADED" --yes
  tell_price "$(price_at_r 2.6)"
  eventually 10 qty_below "$before"
  echo "2.5 R while paused: qty $before; 2.6 R afterwards: $(position "$TRADED" qty)"
}

close_half() {
  local before after here
  here=$(journal_here)
  before=$(position "$TRADED" qty)
  quantum close "$TRADED" 50 --yes
  after=$(position "$TRADED" qty)
  awk -v b="$before" -v a="$after" 'BEGIN { exit !(a > b * 0.49 && a < b * 0.51) }'
  echo "qty $before -> $after; $(said_since "$here" apply-layer '[CLOSE_DONE]' | first)"
}

account_is_flat() {
  [ "$(paper GET account | jq_inside '[.positions[] | select((.amount | tonumber) != 0)] | length')" = 0 ]
}

send_entry() {
  r XADD quantum:stream:trade.intent '*' symbol "$TRADED" side BUY position_usd 300 leverage 10 source operator \
    timestamp "$(($(paper_status .time) / 1000))" >/dev/null
}

flatten_closes() {
  local here
  here=$(journal_here)
  quantum flatten --yes --reason acceptance
  account_is_flat
  no_stop_rests
  no_position "$TRADED"
  tell_price "$(last_price "$TRADED")"
  send_entry
  eventually 10 refused_since "$here"
  no_position "$TRADED"
  account_is_flat
  quantum status | grep -i halt
  refused_since "$here"
}
refused_since() {
  inside journalctl --since="$1" -u quantum-intent-bridge -u quantum-apply-layer -o cat -q | grep -F SKIP_HALTED | first | grep .
}

resume_opens() {
  quantum resume --yes
  enters
  quantum close "$TRADED" --yes
  eventually 10 no_position "$TRADED"
  account_is_flat
}

trades_listed() {
  local lines
  quantum trades
  lines=$(quantum trades --csv | wc -l)
  [ "$lines" -ge 3 ]
  echo "$lines lines of CSV"
}

second() {
  [ -n "$second_leader" ] || second_leader=$(<"$work/second.leader")
  nsenter -t "$second_leader" -m -u -i -n -p -C -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 DEBIAN_FRONTEND=noninteractive \
    "$@" </dev/null
}
second_is_up() {
  kill -0 "$(<"$work/second.pid")" 2>/dev/null || return 1
  second_leader=$(pgrep -o -P "$(<"$work/second.pid")") || return 1
  echo "$second_leader" >"$work/second.leader"
  [[ $(second systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]
}
stop_second() {
  [ -r "$work/second.pid" ] || return 0
  [ ! -r "$work/second.leader" ] || kill -KILL "$(<"$work/second.leader")" 2>/dev/null || true
  eventually 5 second_is_gone || kill -KILL "$(<"$work/second.pid")" 2>/dev/null || true
  rm -f "$work/second.pid" "$work/second.leader"
}
second_is_gone() {
  ! kill -0 "$(<"$work/second.pid")" 2>/dev/null
}

# It shares the first machine's network, and so its Redis and exchange; nothing else.
second_stands_by() {
  local root=$work/second options=(--register=no "--network-namespace-path=/proc/$machine_leader/ns/net" --link-journal=no --console=pipe)
  cp -a --reflink=auto "$base" "$root"
  echo "$SECOND_HOST" >"$root/etc/hostname"
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  ln -sf /dev/null "$root/etc/systemd/system/redis-server.service"
  mkdir -p "$root$STORE"
  cp "$machine_root$STORE/this.deb" "$root$STORE/"
  [ -d /run/systemd/system ] || options+=(--keep-unit)
  setsid systemd-nspawn --quiet -D "$root" "${options[@]}" -b </dev/null >"$root.console" 2>&1 &
  echo $! >"$work/second.pid"
  eventually 60 second_is_up
  second apt-get install -y -q -o Dpkg::Use-Pty=0 "$STORE/this.deb" >"$work/second.log" 2>&1 || {
    tail -n 20 "$work/second.log"
    return 1
  }
  rm -rf "$root/etc/quantum"
  cp -a "$machine_root/etc/quantum" "$root/etc/quantum"
  second systemctl start quantum-apply-layer quantum-harvest-brain
  eventually 20 stands_by apply-layer "$SECOND_HOST"
  eventually 20 stands_by harvest-brain "$SECOND_HOST"
  [ "$(holder apply-layer)" != "$SECOND_HOST" ]
  echo "apply-layer acts on $(holder apply-layer); $(second systemctl show -p StatusText --value quantum-apply-layer)"
}
holder() {
  r HGET "quantum:lease:$1" host
}
# stands_by SERVICE HOST: the standby tells of itself, and another host has the turn
stands_by() {
  [ "$(r HGET "quantum:standby:$1" state)" = standby ] && [ "$(holder "$1")" != "$2" ]
}

second_takes_over() {
  local began before orders price took
  enters
  before=$(position "$TRADED" qty)
  orders=$(paper GET orders | jq_inside length)
  began=$(date +%s%N)
  inside kill -KILL "$(pid_of apply-layer)"
  sc stop quantum-apply-layer
  eventually 10 holds apply-layer "$SECOND_HOST"
  took=$((($(date +%s%N) - began) / 1000000))
  price=$(price_at_r 2.5)
  tell_price "$price"
  eventually 15 qty_below "$before"
  eventually 10 settled
  [ "$(paper GET orders | jq_inside length)" = $((orders + 1)) ]
  echo "the second acted after $took ms; qty $before -> $(position "$TRADED" qty) by one order"
}
holds() {
  [ "$(holder "$1")" = "$2" ] && [ "$(r HGET "quantum:health:$1" state)" = running ]
}

first_takes_over_again() {
  local first
  sc start quantum-apply-layer
  eventually 20 stands_by apply-layer "$(inside hostname)"
  first=$(inside hostname)
  stop_second
  eventually 15 holds apply-layer "$first"
  eventually 15 holds harvest-brain "$first"
  quantum close "$TRADED" --yes
  eventually 10 no_position "$TRADED"
  account_is_flat
  echo "apply-layer and harvest-brain act on $first"
}
