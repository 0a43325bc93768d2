# shellcheck shell=bash
# Sourced by ops/acceptance.sh: the console and the alerts as somebody sets them up by docs/console.md and docs/alerts.md, seen by
# curl and by a webhook. Begins and ends flat, live.

CONSOLE=http://127.0.0.1:8899
CONSOLE_TOKEN=acceptance-console-8d17c2
PAGES=10                 # open at once while memory is measured
CONSOLE_PSS_AT_MOST=90   # MB, with so many pages
WEBHOOK_PORT=8191
WEBHOOK_GOT=$STORE/webhook.jsonl # in the machine: a line for each body

stage_console() {
  stage "Console and alerts"
  with_suite
  check "the page, with nothing set: services run, nothing can be done" console_only_shows
  check "actions without a token: the start is refused with 78, and says which setting" actions_need_token
  check "token and actions are set as docs/console.md says" console_set_up
  check "an entry comes to an open page" entry_is_shown
  check "refused, and nothing done: no token, a wrong one, a wrong word, a page of another site" actions_refused
  check "close 50 from the page: half is sold, [HAND] in the journal" console_closes_half
  check "halt and resume from the page: the suite is halted, and is not" console_halts
  check "/metrics: the position, its protection, services, round trips, realized profit" metrics_told
  check "PSS with $PAGES pages open" pages_measured
  check "the token is not to be seen in systemctl show, ps or the journal" console_token_hidden
  check "a webhook is set up: quantum alert test arrives" webhook_set_up
  check "a service is stopped: told; started: resolved" stop_is_told
  check "a service is killed and stays away: OnFailure tells at once, its silence is told; started: resolved" kill_is_told
  check "a unit fails while Redis is away: told when it is back" failure_kept_for_redis
  check "the rest is closed from the page" console_closes_all
}

# --- Asking the console --------------------------------------------------------------------------------------------

# page PATH: what it answers
page() {
  inside curl -fsS --compressed --max-time 10 "$CONSOLE$1"
}
# act VERB BODY [CURL'S OPTIONS…]: the status, a blank, the answer
act() {
  local verb=$1 body=$2
  shift 2
  inside curl -sS --max-time 30 -X POST -H 'Content-Type: application/json' "$@" -d "$body" -o /tmp/act.answer -w '%{http_code} ' \
    "$CONSOLE/api/v1/actions/$verb"
  inside cat /tmp/act.answer
  echo
}
act_allowed() {
  act "$1" "$2" -H "Authorization: Bearer $CONSOLE_TOKEN"
}
# row SECTION KEY FIELD: a field of a row, empty if there is none
row() {
  page "/api/v1/$1" | jq_inside -r --arg s "$1" --arg k "$2" --arg f "$3" '.[$s].rows[$k][$f] | if . == null then "" else . end'
}
row_is() {
  [ "$(row "$1" "$2" "$3")" = "$4" ]
}
# metric NAME{LABELS}: its value, empty if it is not told
metric() {
  page /metrics | awk -v m="$1" '$1 == m { print $2 }'
}
metric_is() {
  awk -v a="$(metric "$1")" -v b="$2" 'BEGIN { exit !(a != "" && a + 0 == b + 0) }'
}
console_is_up() {
  is_running console && page /api/v1/state >/dev/null 2>&1
}

console_only_shows() {
  local services=0 name
  is_active console
  page / | grep -i '<title>'
  for name in $(page / | grep -oE '/web/[A-Za-z0-9_.-]+' | sort -u); do
    page "$name" >/dev/null
  done
  [ "$(page /api/v1/state | jq_inside .actions)" = false ]
  for name in "${SERVICES[@]}"; do
    eventually 10 row_is services "$(health_name "$name")" state "$(health_of "$name")"
    services=$((services + 1))
  done
  [ "$(page /api/v1/positions | jq_inside '.positions.order | length')" = 0 ]
  [[ $(act halt '{"typed": "HALT"}') == 403* ]]
  [ "$(r EXISTS quantum:halt)" = 0 ]
  [ -z "$(inside ss -Htln 'sport = :8899' | awk '{ print $4 }' | grep -vE '^(127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]|\[::1\]):' || true)" ]
  echo "$services services as in Redis, no position, halt: $(act halt '{"typed": "HALT"}')"
}

actions_need_token() {
  local here code
  here=$(journal_here)
  env_set console CONSOLE_ACTIONS true
  sc restart quantum-console && code=0 || code=$?
  [ "$code" != 0 ]
  eventually 5 is_failed console
  [ "$(prop console ExecMainStatus)" = 78 ]
  says_since "$here" console CONSOLE_TOKEN
  said_since "$here" console CONSOLE_TOKEN | first
}

console_set_up() {
  local here
  here=$(journal_here)
  secret_set console CONSOLE_TOKEN "$CONSOLE_TOKEN"
  inside install -m 600 /etc/quantum/credentials/console-actions/REDIS_URL /etc/quantum/credentials/console/CONSOLE_ACTIONS_REDIS_URL
  env_set console CONSOLE_ACTIONS true
  sc restart quantum-console
  eventually 20 console_is_up
  [ "$(page /api/v1/state | jq_inside .actions)" = true ]
  said_since "$here" console 'listening on' | first
}

entry_is_shown() {
  local told=$machine_root$STORE/events
  inside systemd-run -q --unit=acceptance-page curl -sN -o "$STORE/events" "$CONSOLE/api/v1/events?sections=positions,timeline"
  eventually 10 grep -q '^event: positions' "$told"
  not grep -q "\"$TRADED\":{" "$told"
  enters
  eventually 10 grep -q "\"$TRADED\":{" "$told"
  eventually 10 row_is positions "$TRADED" protected true
  sc stop acceptance-page
  awk -v a="$(row positions "$TRADED" qty)" -v b="$(position "$TRADED" qty)" 'BEGIN { exit !(a + 0 == b + 0) }'
  page "/api/v1/position/$TRADED" | grep -F "$TRADED" >/dev/null
  echo "$TRADED $(row positions "$TRADED" side) $(row positions "$TRADED" qty), stop $(row positions "$TRADED" stop) $(row positions "$TRADED" stop_state); $(grep -c '^event:' "$told") events"
}

actions_refused() {
  local qty close='{"symbol": "'$TRADED'", "percent": "50", "typed": "'$TRADED'"}'
  qty=$(position "$TRADED" qty)
  [[ $(act close "$close") == 401* ]]
  [[ $(act close "$close" -H 'Authorization: Bearer acceptance-console-000000') == 401* ]]
  [[ $(act_allowed close "${close/\"typed\": \"$TRADED\"/\"typed\": \"ETHUSDT\"}") == 400* ]]
  [[ $(act close "$close" -H "Authorization: Bearer $CONSOLE_TOKEN" -H 'Origin: https://evil.example') == 403* ]]
  [[ $(act close "$close" -H "Authorization: Bearer $CONSOLE_TOKEN" -H 'Host: evil.example') == 421* ]]
  eventually 10 settled
  [ "$(position "$TRADED" qty)" = "$qty" ]
  echo "qty $qty before and after; $(act close "$close")"
}

console_closes_half() {
  local here before after said
  here=$(journal_here)
  before=$(position "$TRADED" qty)
  said=$(act_allowed close '{"symbol": "'$TRADED'", "percent": "50", "typed": "'$TRADED'"}')
  echo "$said"
  [[ $said == 200* ]]
  [ "$(jq_inside '.could_not | length' <<<"${said#* }")" = 0 ]
  after=$(position "$TRADED" qty)
  awk -v b="$before" -v a="$after" 'BEGIN { exit !(a >= b / 2 && a < b / 2 + 1) }' # what is sold is floored to a whole coin
  eventually 10 says_since "$here" console '[HAND]'
  echo "qty $before -> $after; $(said_since "$here" console '[HAND]' | first)"
}

console_halts() {
  metric_is quantum_halted 0
  [[ $(act_allowed halt '{"typed": "HALT", "reason": "acceptance"}') == 200* ]]
  eventually 10 metric_is quantum_halted 1
  quantum status | grep -i halt
  [[ $(act_allowed resume '{"typed": "RESUME"}') == 200* ]]
  eventually 10 metric_is quantum_halted 0
  [ "$(r EXISTS quantum:halt)" = 0 ]
  echo "quantum_halted 0, 1, 0"
}

metrics_told() {
  local name position="{side=\"LONG\",symbol=\"$TRADED\"}"
  page /metrics | grep '^quantum_'
  for name in "${CORE[@]}"; do
    metric_is "quantum_service_up{service=\"$(health_name "$name")\"}" 1
  done
  metric_is "quantum_position_protected$position" 1
  is_told "quantum_position_r_net$position"
  is_told quantum_realized_pnl_usd
  is_told quantum_order_roundtrip_seconds_count
  awk -v n="$(metric "quantum_position_notional_usd$position")" -v q="$(position "$TRADED" qty)" -v p="$(r HGET "quantum:ticker:$TRADED" markPrice)" \
    'BEGIN { d = n - q * p; exit !(n > 0 && d < n / 1000 && d > -n / 1000) }'
  echo "$(page /metrics | grep -c '^quantum_') lines; realized $(metric quantum_realized_pnl_usd) USD, R $(metric "quantum_position_r_net$position")"
}
is_told() {
  metric "$1" | grep . >/dev/null || {
    echo "$1 is not told"
    return 1
  }
}

# Prices come meanwhile, so that each page is told something.
pages_measured() {
  local i console alerts told
  inside systemd-run -q --unit=acceptance-pages sh -c \
    "for i in \$(seq $PAGES); do curl -sN --max-time 60 -o /tmp/page.\$i $CONSOLE/api/v1/events & done; wait"
  eventually 10 pages_open
  for i in 1 2 3 4 5 6 7 8 9 10; do
    tell_price "$(price_at_r "0.$i")"
  done
  eventually 10 row_follows
  pages_open
  console=$(pss_mb console)
  alerts=$(pss_mb alerts)
  told=$(inside sh -c 'grep -c "^event: positions" /tmp/page.* | sed "s/.*://" | sort -n | head -n 1')
  sc stop acceptance-pages
  [ "$told" -ge 2 ]
  awk -v c="$console" -v m="$CONSOLE_PSS_AT_MOST" 'BEGIN { exit !(c > 0 && c <= m) }'
  echo "console $console MB with $PAGES pages, each told of positions at least $told times; alerts $alerts MB"
}
pages_open() {
  [ "$(inside ss -Htn state established 'sport = :8899' | grep -c .)" = "$PAGES" ]
}
row_follows() {
  awk -v a="$(row positions "$TRADED" price)" -v b="$(r HGET "quantum:ticker:$TRADED" markPrice)" 'BEGIN { exit !(a != "" && a + 0 == b + 0) }'
}

console_token_hidden() {
  local seen
  seen=$(
    sc show quantum-console
    tr '\0' '\n' <"/proc/$machine_leader/root/proc/$(pid_of console)/environ"
    tr '\0' '\n' <"/proc/$machine_leader/root/proc/$(pid_of console)/cmdline"
    inside journalctl -o cat
    r HGETALL quantum:settings:console
    page /api/v1/state
  )
  [ "$(grep -cF "$CONSOLE_TOKEN" <<<"$seen" || true)" = 0 ]
  grep -qF "$CONSOLE_TOKEN" "$machine_root/etc/quantum/credentials/console/CONSOLE_TOKEN"
  echo "not in systemctl show, environment, command line, journal, settings in Redis, state"
}

console_closes_all() {
  local said
  said=$(act_allowed close '{"symbol": "'$TRADED'", "percent": "100", "typed": "'$TRADED'"}')
  echo "$said"
  [[ $said == 200* ]]
  eventually 10 no_position "$TRADED"
  account_is_flat
  eventually 10 gone_from_page
  echo "flat; the page has $(page /api/v1/closed | jq_inside '.closed.order | length') rows of what was closed"
}
gone_from_page() {
  [ "$(page /api/v1/positions | jq_inside '.positions.order | length')" = 0 ]
}

# --- Listening to the alerts ---------------------------------------------------------------------------------------

# How many messages have come.
got_so_far() {
  wc -l <"$machine_root$WEBHOOK_GOT"
}
# got AFTER NATURE TEXT: the first message of that nature behind so many, its lines as one; fails without one
got() {
  tail -n "+$(($1 + 1))" "$machine_root$WEBHOOK_GOT" \
    | jq_inside -r --arg n "$2" --arg t "$3" 'select(.nature == $n and (.text | contains($t))) | .text | gsub("\n"; " | ")' | first | grep .
}

# Perl is on every Debian; what comes is written down, a body a line.
webhook_set_up() {
  cat >"$machine_root$STORE/webhook.pl" <<'PERL'
use IO::Socket::INET;
my ($port, $file) = @ARGV;
my $door = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 9, ReuseAddr => 1) or die $!;
while (my $guest = $door->accept) {
  my ($length, $body) = (0, '');
  while (<$guest>) { last if /^\r?$/; $length = $1 if /^content-length:\s*(\d+)/i; }
  read $guest, $body, $length;
  open my $out, '>>', $file or die $!;
  print $out "$body\n";
  close $out;
  print $guest "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
  close $guest;
}
PERL
  : >"$machine_root$WEBHOOK_GOT"
  inside systemd-run -q --unit=acceptance-webhook perl "$STORE/webhook.pl" "$WEBHOOK_PORT" "$WEBHOOK_GOT"
  [ "$(prop alerts StatusText | grep -c 'no channel')" = 1 ]
  secret_set alerts ALERTS_WEBHOOK_URL "http://127.0.0.1:$WEBHOOK_PORT/hook"
  # a check has no minute: each is told by itself, silence after 2 s
  env_set alerts ALERTS_GROUP_SEC 0
  env_set alerts ALERTS_SILENT_SEC 2
  env_set alerts ALERTS_MAX_PER_HOUR 1000
  env_set alerts ALERTS_SUMMARY_AT off
  sc restart quantum-alerts
  eventually 20 is_running alerts
  quantum alert test
  eventually 10 got 0 test 'test of the alerts'
}

stop_is_told() {
  local before began=$SECONDS told
  before=$(got_so_far)
  sc stop quantum-intent-bridge
  eventually 20 got "$before" alert 'intent-bridge gives no sign of life' >"$work/told"
  told=$((SECONDS - began))
  sc start quantum-intent-bridge
  eventually 20 got "$before" resolved 'intent-bridge gives no sign of life'
  not got "$before" alert 'the unit quantum-intent-bridge' # who stops a unit knows it
  echo "after $told s: $(cat "$work/told")"
}

kill_is_told() {
  local before began=$SECONDS at_once silent drop=/run/systemd/system/quantum-exitbrain.service.d
  before=$(got_so_far)
  inside sh -c "mkdir -p $drop && printf '[Service]\nRestart=no\n' >$drop/stays-away.conf"
  sc daemon-reload
  sc kill -s KILL quantum-exitbrain
  eventually 15 got "$before" alert 'the unit quantum-exitbrain.service failed: signal' >"$work/told"
  at_once=$((SECONDS - began))
  eventually 60 got "$before" alert 'exitbrain gives no sign of life'
  silent=$((SECONDS - began))
  inside rm -r "$drop"
  sc daemon-reload
  sc start quantum-exitbrain
  eventually 20 got "$before" resolved 'exitbrain gives no sign of life'
  echo "after $at_once s: $(cat "$work/told"); its silence after $silent s"
}

failure_kept_for_redis() {
  local before spool=/var/lib/quantum/alerts/spool kept early
  before=$(got_so_far)
  cp -p "$machine_root/etc/quantum/trading-bot.env" "$work/env.before"
  env_set trading-bot LOG_LEVEL nonsense
  sc stop redis-server
  sc restart quantum-trading-bot || true
  cp -p "$work/env.before" "$machine_root/etc/quantum/trading-bot.env"
  kept=$(eventually 30 inside sh -c "ls $spool/*.alert" || true)
  early=$(got "$before" alert 'the unit quantum-trading-bot' || true)
  sc start redis-server # whatever was found, the checks that follow need it
  [ -n "$kept" ]
  [ -z "$early" ]
  eventually 30 got "$before" alert 'the unit quantum-trading-bot.service failed: exit-code, status 78'
  [ -z "$(inside ls "$spool")" ]
  sc reset-failed quantum-trading-bot
  sc start quantum-trading-bot
  work_is_done
  got "$before" alert 'the unit quantum-trading-bot.service failed'
}
