#!/usr/bin/env bash
# Seven proofs that harvest-proposal-publisher works and cannot trade; proof_pack_harvest_proposal.sh --help says more.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=ops/java-home.sh
. "$ROOT/ops/java-home.sh"
# shellcheck source=ops/redis.sh
. "$ROOT/ops/redis.sh"
# shellcheck source=ops/units.sh
. "$ROOT/ops/units.sh"

UNIT=quantum-harvest-proposal
SERVICE=harvest-proposal-publisher
MAIN=quantum.harvestproposal.HarvestProposalPublisher
ACL_USER=quantum-harvest-proposal

usage() {
  cat <<EOF
Usage: $(basename "$0") [--no-systemd] [--symbols LIST] [--env FILE] [--classpath PATH]

Proves, each with its evidence, and prints a table NAME | PASS/FAIL | evidence:
  calc-only imports      the publisher's classes use no venue, no HTTP and no stream that others act on
  unit active            $UNIT is active (--no-systemd: its health key says running or degraded)
  market state           every symbol has one
  risk or fallback       every symbol has a risk proposal, or is measured by the fallback
  proposals published    every symbol has a proposal that is looked after
  --once                 a single cycle ends with exit code 0
  rate limiting          a second single cycle refreshes and does not publish again

  --symbols LIST    comma-separated; default SYMBOLS, else the open positions
  --env FILE        the service's settings; default /etc/quantum/harvest-proposal.env where it is readable
  --classpath PATH  the suite's jars; default /opt/quantum/lib, else the build of this checkout
  --no-systemd      for machines without systemd

REDIS_URL and QUANTUM_NAMESPACE (default quantum) are respected; the environment wins over the env file.
The single cycles write the same keys as the service. Exit code 0 only if all is proved, 1 otherwise, 2 for a wrong option.
EOF
}

systemd=yes
symbols=
env_file=
classpath=
while [ $# -gt 0 ]; do
  case $1 in
    --no-systemd) systemd=no ;;
    --symbols | --env | --classpath)
      [ $# -ge 2 ] || { echo "$1 needs a value" >&2; exit 2; }
      case $1 in
        --symbols) symbols=$2 ;;
        --env) env_file=$2 ;;
        --classpath) classpath=$2 ;;
      esac
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

if [ -n "$env_file" ]; then
  [ -r "$env_file" ] || { echo "cannot read $env_file" >&2; exit 2; }
  read_env "$env_file"
elif [ -r /etc/quantum/harvest-proposal.env ]; then
  read_env /etc/quantum/harvest-proposal.env
fi
command -v timeout >/dev/null 2>&1 || { echo "timeout is needed" >&2; exit 1; }
connect_redis || exit 1
export REDIS_URL=${REDIS_URL:-$redis_url}
proposal_prefix=${HARVEST_PREFIX:-$ns:harvest:proposal:}

[ -n "$symbols" ] || symbols=${SYMBOLS:-$(r SMEMBERS "$ns:positions:open" | sort | paste -sd, -)}
IFS=, read -r -a list <<<"${symbols// /}"

jdk=$(find_jdk) || jdk=
if [ -z "$classpath" ]; then
  if [ -d /opt/quantum/lib ]; then
    classpath=$(printf '%s:' /opt/quantum/lib/*.jar)
  else
    classpath=$(suite_classpath)
  fi
fi

rows=()
failed=0
row() { # name, PASS or FAIL, evidence
  rows+=("$1|$2|$3")
  [ "$2" = PASS ] || failed=1
}

# The publisher's own classes: a jar or a folder on the classpath.
publisher_classes() {
  local entry
  local -a entries
  IFS=: read -r -a entries <<<"$classpath"
  for entry in "${entries[@]}"; do
    case $entry in
      */harvest-proposal-publisher*.jar) [ -r "$entry" ] && echo "$entry" && return ;;
      *) [ -r "$entry/quantum/harvestproposal/HarvestProposalPublisher.class" ] && echo "$entry" && return ;;
    esac
  done
  return 0
}

class_names() {
  if [ -d "$1" ]; then
    (cd "$1" && find quantum -name '*.class')
  else
    "$jdk/bin/jar" tf "$1" | grep '\.class$'
  fi | grep -v package-info | sed 's/\.class$//; s/\//./g'
}

# Prints what the classes in $1 refer to, each class begun by a line "class …"; an installation has no javap.
references_of() {
  local -a names
  if [ -x "$jdk/bin/javap" ]; then
    mapfile -t names < <(class_names "$1")
    [ "${#names[@]}" -gt 0 ] || return 1
    printf 'class %s\n' "${names[@]}"
    "$jdk/bin/javap" -p -c -constants -cp "$1" "${names[@]}" | sed 's/^/  /'
  else
    "$jdk/bin/java" -cp "$ROOT/lib/quantum-harvest.jar" quantum.cli.References "$1"
  fi 2>&1
}

prove_calc_only() {
  local name='calc-only imports' classes imports count bad acl
  classes=$(publisher_classes)
  if [ -z "$jdk" ] || [ -z "$classes" ]; then
    row "$name" FAIL "$([ -n "$jdk" ] && echo 'the publisher is not on the classpath' || echo 'no JDK to look with')"
    return
  fi
  if ! imports=$(references_of "$classes") || ! count=$(grep -c '^class ' <<<"$imports"); then
    row "$name" FAIL "cannot read $classes"
    return
  fi
  bad=$(grep -oE 'quantum/(apply|marketdata|paper|bridge|brain|exitbrain|tradingbot)/[A-Za-z/]+|java/net/[A-Za-z/]+|Names\.(tradeIntent|applyPlan|applyResult|harvestSuggestions|priceUpdate|position|kill|applyDone|cooldown):|contracts/(TradeIntent|ApplyPlan)' \
    <<<"$imports" | sed 's/:$//' | grep -v '^Names\.position$' | sort -u | paste -sd' ' - || true)
  if [ -n "$bad" ]; then
    row "$name" FAIL "found: $bad"
    return
  fi
  acl=$(r ACL DRYRUN "$ACL_USER" XADD "$ns:stream:trade.intent" '*' symbol X 2>&1 || true)
  case $acl in
    OK) row "$name" FAIL "Redis user $ACL_USER may write trade.intent" ;;
    *"no permissions"*) row "$name" PASS "$count classes, no venue, HTTP or intent; Redis refuses trade.intent to $ACL_USER" ;;
    *) row "$name" PASS "$count classes, no venue, HTTP or intent; Redis user $ACL_USER is not installed" ;;
  esac
}

prove_active() {
  local state pid
  if [ "$systemd" = yes ]; then
    if ! has_systemd; then
      row 'unit active' FAIL 'no systemd here; --no-systemd asks the health key instead'
      return
    fi
    state=$(systemctl is-active "$UNIT" 2>&1 || true)
    row 'unit active' "$([ "$state" = active ] && echo PASS || echo FAIL)" "systemctl is-active $UNIT: $state"
    return
  fi
  state=$(r HGET "$ns:health:$SERVICE" state)
  pid=$(r HGET "$ns:health:$SERVICE" pid)
  row 'unit active' "$([[ $state =~ ^(running|degraded)$ ]] && echo PASS || echo FAIL)" \
    "$ns:health:$SERVICE state=${state:-none} pid=${pid:-none}"
}

# One fact about a symbol: prints it, or fails with what is missing.
fact() { # fact, symbol
  case $1 in
    market) market_of "$2" ;;
    risk) risk_of "$2" ;;
    proposal) proposal_of "$2" ;;
  esac
}

prove_each() { # name, fact
  local symbol said evidence=() missing=()
  for symbol in "${list[@]}"; do
    if said=$(fact "$2" "$symbol"); then
      evidence+=("$symbol $said")
    else
      missing+=("$symbol $said")
    fi
  done
  if [ ${#list[@]} -eq 0 ]; then
    row "$1" FAIL 'no symbols: name some with --symbols'
  elif [ ${#missing[@]} -gt 0 ]; then
    row "$1" FAIL "$(printf '%s; ' "${missing[@]}" | sed 's/; $//')"
  else
    row "$1" PASS "$(printf '%s; ' "${evidence[@]}" | sed 's/; $//')"
  fi
}

market_of() {
  local key sigma
  for key in "${MARKETSTATE_PREFIX:-$ns:marketstate:}$1" "$ns:market:$1"; do
    sigma=$(r HGET "$key" sigma)
    if [[ $sigma =~ ^[0-9.]+(e-?[0-9]+)?$ ]]; then
      echo "sigma=$sigma"
      return 0
    fi
  done
  echo "has no market state"
  return 1
}

risk_of() {
  local distance unit entry
  distance=$(r HGET "${RISKPROPOSAL_PREFIX:-$ns:risk:proposal:}$1" stop_dist_pct)
  if [ -n "$distance" ]; then
    echo "risk proposal $distance"
    return 0
  fi
  unit=$(r HGET "$proposal_prefix$1" risk_unit)
  entry=$(r HGET "$proposal_prefix$1" position_entry_price)
  if awk -v u="$unit" -v e="$entry" 'BEGIN { exit !(u > 0 && e > 0) }'; then
    awk -v u="$unit" -v e="$entry" 'BEGIN { printf "no risk proposal, measured by %.4g\n", u / e }'
    return 0
  fi
  echo "has neither a risk proposal nor a risk unit"
  return 1
}

proposal_of() {
  local action updated age
  action=$(r HGET "$proposal_prefix$1" harvest_action)
  updated=$(r HGET "$proposal_prefix$1" last_update_epoch)
  if [ -z "$action" ] || [ -z "$updated" ]; then
    echo "has no proposal"
    return 1
  fi
  age=$(awk -v u="$updated" -v n="$(date +%s.%N)" 'BEGIN { printf "%.1f", n - u }')
  echo "$action ${age}s ago"
  # three cycles, and never less than half a minute
  awk -v a="$age" -v i="${PUBLISH_INTERVAL_SEC:-10}" 'BEGIN { m = 3 * i; if (m < 30) m = 30; exit !(a <= m) }'
}

once() {
  timeout 60 "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp "$classpath" "$MAIN" \
    --once --symbols "$symbols" 2>&1
}

prove_once() {
  local out code=0
  if [ -z "$jdk" ] || [ ${#list[@]} -eq 0 ]; then
    row '--once' FAIL "$([ -n "$jdk" ] && echo 'no symbols' || echo 'no JDK')"
    return
  fi
  out=$(once) || code=$?
  if [ "$code" -eq 0 ] && grep -q 'Single cycle complete' <<<"$out"; then
    row '--once' PASS 'exit code 0, Single cycle complete'
  else
    row '--once' FAIL "exit code $code: $(tail -n 1 <<<"$out")"
  fi
}

# A market that moves, or a publication that has become old, may publish rightly: three tries.
prove_rate_limit() {
  local try out symbol computed=() before=() i good=no
  if [ -z "$jdk" ] || [ ${#list[@]} -eq 0 ]; then
    row 'rate limiting' FAIL 'needs a JDK and symbols'
    return
  fi
  for try in 1 2 3; do
    once >/dev/null || true
    computed=() before=()
    for symbol in "${list[@]}"; do
      computed+=("$(r HGET "$proposal_prefix$symbol" computed_at_utc)")
      before+=("$(r HGET "$proposal_prefix$symbol" last_update_epoch)")
    done
    out=$(once) || true
    good=yes
    for i in "${!list[@]}"; do
      symbol=${list[$i]}
      if [ -z "${computed[$i]}" ] \
        || [ "$(r HGET "$proposal_prefix$symbol" computed_at_utc)" != "${computed[$i]}" ] \
        || ! awk -v a="$(r HGET "$proposal_prefix$symbol" last_update_epoch)" -v b="${before[$i]}" 'BEGIN { exit !(a > b) }' \
        || grep -q "Published harvest for $symbol:" <<<"$out"; then
        good=no
      fi
    done
    [ "$good" = no ] || break
  done
  if [ "$good" = yes ]; then
    row 'rate limiting' PASS "a second cycle refreshed ${#list[@]} and published none (try $try)"
  else
    row 'rate limiting' FAIL 'in three tries a second cycle published again, or refreshed nothing'
  fi
}

prove_calc_only
prove_active
prove_each 'market state' market
prove_each 'risk or fallback' risk
prove_each 'proposals published' proposal
prove_once
prove_rate_limit

printf '%-20s | %-4s | %s\n' NAME ' ' EVIDENCE
for line in "${rows[@]}"; do
  IFS='|' read -r name verdict evidence <<<"$line"
  printf '%-20s | %-4s | %s\n' "$name" "$verdict" "$evidence"
done
exit "$failed"
