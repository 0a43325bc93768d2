# shellcheck shell=bash
# Sourced by ops/acceptance.sh: one position from entry to close in live mode, moved by prices made by hand; seen only through
# redis-cli and journalctl.

TRADED=SOLUSDT

stage_trade() {
  stage "Trade"
  with_suite
  check "live mode: restart, and the journal names it" goes_live
  check "an entry: XADD trade.intent becomes a position" entry_happens
  check "a harvest: PARTIAL_25, [HARVEST] and [CLOSE] in the journal" harvest_happens
  check "kill switch on: a price beyond the next level sends no order" kill_switch_holds
  check "kill switch off: the next price harvests" kill_switch_off_harvests
  check "the close: the locked stop fires at the exchange, [STOP] in the journal, nothing rests afterwards" close_happens
  check "the ledger is what the exchange says" ledgers_equal
}

goes_live() {
  local here
  here=$(journal_here)
  env_set harvest-brain HARVEST_MODE live
  env_set exitbrain EXITBRAIN_MODE live
  sc restart quantum-harvest-brain quantum-exitbrain
  eventually 10 says_since "$here" harvest-brain "mode=live"
  eventually 10 are_running "${SERVICES[@]}"
  said_since "$here" harvest-brain "mode=live" | first
}

last_price() {
  paper_status ".prices.$1 | tonumber"
}
# price_times FACTOR: the entry price, moved by so many times its risk (2 %).
price_at_r() {
  awk -v e="$(position "$TRADED" entry_price)" -v k="$(position "$TRADED" entry_risk)" -v r="$1" 'BEGIN { printf "%.2f", e + r * k }'
}
# A price made by hand, a second of the market's time after the last; returns when harvest-brain has decided on it.
tell_price() {
  local price=$1 time
  time=$(($(paper_status .time) + 1000))
  paper POST "price?symbol=$TRADED&price=$price&time=$time" >/dev/null
  eventually 10 price_known "$price"
}
price_known() {
  awk -v a="$(r HGET "quantum:ticker:$TRADED" markPrice)" -v b="$1" 'BEGIN { exit !(a == b) }'
}
decided_on() {
  awk -v a="$(position "$TRADED" current_price)" -v b="$1" 'BEGIN { exit !(a == b) }'
}
last_result() {
  r --json XREVRANGE quantum:stream:apply.result + - COUNT 20 \
    | jq_inside -r --arg s "$TRADED" --arg f "$1" '[.[][1] | [range(0; length; 2) as $i | {(.[$i]): .[$i + 1]}] | add | select(.symbol == $s)][0][$f] // ""'
}

entry_happens() {
  local price stop here
  here=$(journal_here)
  price=$(last_price "$TRADED")
  tell_price "$price"
  stop=$(awk -v p="$price" 'BEGIN { printf "%.2f", p * 0.98 }')
  r XADD quantum:stream:trade.intent '*' symbol "$TRADED" side BUY position_usd 300 leverage 10 stop_loss "$stop" source operator \
    timestamp "$(($(paper_status .time) / 1000))" >/dev/null
  eventually 10 says_since "$here" apply-layer "[ENTRY_DONE]"
  eventually 10 position_is "$TRADED" side LONG
  said_since "$here" apply-layer "[ENTRY_DONE]" | first
  echo "$TRADED LONG $(position "$TRADED" qty) @ $(position "$TRADED" entry_price), stop $(position "$TRADED" stop_loss), entry_risk $(position "$TRADED" entry_risk)"
}

harvest_happens() {
  local here price before
  here=$(journal_here)
  before=$(position "$TRADED" qty)
  price=$(price_at_r 2.5)
  tell_price "$price"
  eventually 10 says_since "$here" harvest-brain "PARTIAL_25"
  eventually 10 says_since "$here" apply-layer "[CLOSE_DONE]"
  eventually 10 qty_below "$before"
  said_since "$here" harvest-brain '[HARVEST]' | grep -F "$TRADED PARTIAL_25"
  said_since "$here" apply-layer '[CLOSE'
  echo "qty $before -> $(position "$TRADED" qty) at $price; $(said_since "$here" apply-layer '[CLOSE_DONE]' | first)"
}
qty_below() {
  awk -v a="$(position "$TRADED" qty)" -v b="$1" 'BEGIN { exit !(a != "" && a + 0 < b + 0) }'
}

kill_switch_holds() {
  local here price orders intents
  here=$(journal_here)
  orders=$(paper GET orders | jq_inside length)
  intents=$(r XLEN quantum:stream:trade.intent)
  r SET quantum:kill 1
  price=$(price_at_r 4.5)
  tell_price "$price"
  eventually 10 decided_on "$price"
  eventually 10 settled
  eventually 10 says_since "$here" harvest-brain "[HARVEST] Kill-switch active"
  [ "$(paper GET orders | jq_inside length)" = "$orders" ]
  [ "$(r XLEN quantum:stream:trade.intent)" = "$intents" ]
  echo "4.5 R decided on: $orders orders before and after; $(said_since "$here" harvest-brain Kill-switch | first)"
}

kill_switch_off_harvests() {
  local here price before
  here=$(journal_here)
  before=$(position "$TRADED" qty)
  r DEL quantum:kill
  price=$(price_at_r 4.6)
  tell_price "$price"
  eventually 10 says_since "$here" apply-layer "[CLOSE_DONE]"
  eventually 10 qty_below "$before"
  echo "qty $before -> $(position "$TRADED" qty) at $price; $(said_since "$here" harvest-brain PARTIAL_50 | first)"
}

close_happens() {
  local here price
  here=$(journal_here)
  price=$(price_at_r 0)
  tell_price "$price"
  eventually 15 no_position "$TRADED"
  eventually 10 says_since "$here" apply-layer "[STOP] $TRADED: exchange_stop"
  eventually 10 settled
  [ "$(paper GET account | jq_inside '[.positions[] | select((.amount | tonumber) != 0)] | length')" = 0 ]
  eventually 10 no_stop_rests
  said_since "$here" apply-layer "[STOP] $TRADED: exchange_stop" | first
}
no_stop_rests() {
  [ "$(paper GET algos | jq_inside '[.[] | select(.algoStatus == "NEW")] | length')" = 0 ]
}
