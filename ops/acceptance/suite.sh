# shellcheck shell=bash
# Sourced by ops/acceptance.sh: what the checks know of the suite, and how they look at it: systemctl, journalctl, redis-cli.

CORE=(marketstate intent-bridge apply-layer harvest-brain exitbrain risk-proposal harvest-proposal)
SERVICES=("${CORE[@]}" trading-bot console alerts)
UNITS=(paper-exchange "${SERVICES[@]}")
SYMBOLS=(ENAUSDT ETHUSDT LAYERUSDT SOLUSDT SUIUSDT)

PAPER_PORT=8190
PAPER_START=1746726000000 # the first entry comes 22 minutes later, what lies before is the venue's history
PAPER_KEY=acceptance-key
PAPER_SECRET=acceptance-secret-3f9c1e
STORE=/srv/acceptance # in the machine: prices and packages

sc() {
  inside systemctl "$@"
}
r() {
  inside redis-cli "$@"
}

units_of() {
  local name
  for name in "$@"; do
    echo "quantum-$name.service"
  done
}
# prop UNIT PROPERTY
prop() {
  sc show -p "$2" --value "quantum-$1.service"
}
pid_of() {
  prop "$1" MainPID
}
is_active() {
  [ "$(prop "$1" ActiveState)" = active ]
}
are_active() {
  local name
  for name in "$@"; do
    is_active "$name" || return 1
  done
}
pids_of() {
  local name
  for name in "$@"; do
    printf '%s ' "$(pid_of "$name")"
  done
}

# The present moment as journalctl takes it. (A cursor would not do: with -u the first line behind it is lost.)
journal_here() {
  date +@%s.%6N
}
# said_since MOMENT UNIT [TEXT]: the lines of a unit since then.
said_since() {
  inside journalctl --since="$1" -u "quantum-$2" -o cat -q | grep -F -- "${3:-}"
}
says_since() {
  [ -n "$(said_since "$@")" ]
}
# The first line of what is piped in, read to its end: with pipefail an early end would be an error of the writer.
first() {
  sed -n 1p
}
# not COMMAND…: what "!" would be if set -e looked at it.
not() {
  ! "$@"
}

# Sets a variable in an env file: env_set FILE NAME VALUE
env_set() {
  local file=$machine_root/etc/quantum/$1.env
  sed -i "/^$2=/d" "$file"
  printf '%s=%s\n' "$2" "$3" >>"$file"
}
# Puts a secret where the unit's LoadCredential= finds it: secret_set FILE NAME VALUE
secret_set() {
  local folder=$machine_root/etc/quantum/credentials/$1
  (umask 077 && printf '%s' "$3" >"$folder/$2")
}

paper() {
  local method=$1 path=$2
  inside curl -fsS --max-time 20 -X "$method" "http://127.0.0.1:$PAPER_PORT/paper/$path"
}
paper_status() {
  paper GET status | jq_inside -r "$1"
}
# jq of the machine: the one who runs this need not have it.
jq_inside() {
  nsenter -t "$machine_leader" -m -- /usr/bin/jq "$@"
}

position() {
  r HGET "quantum:position:$1" "$2"
}
position_is() {
  [ "$(position "$1" "$2")" = "$3" ]
}
no_position() {
  [ "$(r EXISTS "quantum:position:$1")" = 0 ]
}
# A service is at work when its health in Redis says so; systemd's "active" alone would be its own word.
health_of() {
  r HGET "quantum:health:$(health_name "$1")" state
}
health_name() {
  case $1 in
    marketstate) echo market-state ;;
    harvest-proposal) echo harvest-proposal-publisher ;;
    *) echo "$1" ;;
  esac
}
is_running() {
  local state
  state=$(health_of "$1")
  # market-state calls a silent exchange a degraded one, and between the checks the market stands still
  [ "$state" = running ] || { [ "$1" = marketstate ] && [ "$state" = degraded ]; }
}
are_running() {
  local name
  for name in "$@"; do
    is_running "$name" || return 1
  done
}

GROUPS_READ=("trade.intent quantum:group:intent_bridge" "apply.plan apply_layer" "apply.result harvest_brain"
  "price.update harvest_brain" "apply.result exitbrain" "price.update exitbrain")

# Every group has read and acknowledged all there is.
settled() {
  local entry stream group state
  for entry in "${GROUPS_READ[@]}"; do
    read -r stream group <<<"$entry"
    state=$(r --json XINFO GROUPS "quantum:stream:$stream") || return 1
    jq_inside -e --arg g "$group" 'map(select(.name == $g)) | length == 1 and .[0].pending == 0 and .[0].lag == 0' <<<"$state" >/dev/null \
      || return 1
  done
}

# --- For a stage that is run without those before it ---------------------------------------------------------------

with_package() {
  inside test -x /opt/quantum/bin/quantum || check "prepared: the package is installed" install_package this
}

# On the paper exchange, live, without a position.
with_suite() {
  with_package
  are_active "${UNITS[@]}" || check "prepared: the suite runs" set_up_suite
}
set_up_suite() {
  configure_suite
  redis_configured
  paper_starts
  target_starts
  others_start
  goes_live
}
