# shellcheck shell=bash
# Sourced by ops/acceptance.sh: the first five minutes of somebody new, who edits no file; and starts that meet no exchange.

PRACTICE_AT_MOST=180 # seconds from the command to the first harvest in the journal

stage_practice() {
  stage "Practice"
  with_package
  settings_before=$(settings_sum)
  check "the command and its manuals are on the machine" command_is_there
  check "quantum practice --live without a network: said in words within 10 s" live_is_refused
  check "quantum practice: the first harvest in the journal within $PRACTICE_AT_MOST s, no file edited" practice_harvests
  check "quantum status and positions show the practice" practice_is_shown
  check "quantum practice --off: everything as before" practice_goes
  check "a network that swallows everything: the start returns, each says what it misses" start_returns
}

command_is_there() {
  [ "$(inside sh -c 'command -v quantum')" = /usr/bin/quantum ]
  local file
  for file in README.md install.md runbook.md streams.md copyright LICENSE changelog.gz changelog.Debian.gz; do
    inside test -s "/usr/share/doc/quantum-harvest/$file"
  done
  inside test -s /usr/share/man/man1/quantum-practice.1.gz
  inside bash -c '. /usr/share/bash-completion/completions/quantum && complete -p quantum'
  inside quantum --version
}

live_is_refused() {
  local began=$SECONDS said code
  said=$(inside quantum practice --live 2>&1) && code=0 || code=$?
  echo "$said"
  [ "$code" = 2 ]
  [ "$((SECONDS - began))" -le 10 ]
  [[ $said == *"cannot be reached"* ]]
  not inside test -e /etc/quantum/practice
  echo "exit code $code after $((SECONDS - began)) s: $(tail -n 1 <<<"$said")"
}

practice_harvests() {
  local began=$SECONDS said code
  said=$(inside quantum practice 2>&1) && code=0 || code=$?
  echo "$said"
  local took=$((SECONDS - began))
  [ "$code" = 0 ]
  inside sh -c "journalctl | grep '\[HARVEST\]' | grep HARVEST_PARTIAL" | first
  [ "$took" -le "$PRACTICE_AT_MOST" ]
  [ "$(settings_sum)" = "$settings_before" ]
  echo "$took s; $(inside sh -c "journalctl -o cat | grep '\[HARVEST\]' | grep HARVEST_PARTIAL" | first)"
}

practice_is_shown() {
  inside quantum positions
  inside quantum status | grep -i harvest-brain
  [ -n "$(inside quantum positions --json | jq_inside -r '.positions[].symbol' 2>/dev/null)" ] \
    || [ "$(r --raw KEYS 'practice:harvest:history:*' | wc -l)" -gt 0 ]
  echo "keys of practice: $(r --raw KEYS 'practice:*' | wc -l), of the suite: $(r --raw KEYS 'quantum:*' | xargs)"
}

practice_goes() {
  inside quantum practice --off
  [ "$(settings_sum)" = "$settings_before" ]
  not inside test -e /etc/quantum/practice
  not inside test -e /var/lib/quantum/practice
  [ -z "$(sc list-units --no-legend --plain --state=active,activating,failed 'quantum-*.service')" ]
  [ "$(r --raw KEYS 'practice:*' | grep -c . || true)" = 0 ]
  echo "no file, no unit, no key; /etc/quantum as installed"
}

# Whoever is asked for a name does not answer, as behind a firewall that drops: the worst that a start can meet.
start_returns() {
  inside systemd-run -q --unit=mute-dns --socket-property=ListenDatagram=127.0.0.1:53 sleep infinity
  inside sh -c 'cp -p /etc/resolv.conf /run/resolv.before 2>/dev/null; echo nameserver 127.0.0.1 >/etc/resolv.conf'
  env_set marketstate SYMBOLS BTCUSDT
  env_set trading-bot SYMBOLS BTCUSDT
  local began=$SECONDS unit took said=''
  inside timeout 80 systemctl start quantum-harvest.target quantum-trading-bot
  took=$((SECONDS - began))
  for unit in marketstate apply-layer trading-bot; do
    is_active "$unit"
    eventually 60 says_degraded "$unit"
    echo "$unit: $(prop "$unit" StatusText)"
  done
  said=$(prop trading-bot StatusText)
  eventually 30 has_reason marketstate
  sc stop quantum-harvest.target quantum-trading-bot mute-dns.socket
  sed -i '/^SYMBOLS=/d' "$machine_root/etc/quantum/marketstate.env" "$machine_root/etc/quantum/trading-bot.env"
  inside sh -c '[ ! -e /run/resolv.before ] || cp -p /run/resolv.before /etc/resolv.conf'
  r FLUSHALL
  echo "systemctl start returned after $took s; trading-bot $said"
}
says_degraded() {
  [[ $(prop "$1" StatusText) == degraded:* ]]
}
has_reason() {
  [ -n "$(r HGET "quantum:health:$(health_name "$1")" reason)" ]
}
