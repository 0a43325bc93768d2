# shellcheck shell=bash
# Sourced by ops/acceptance.sh: runs checks one by one, keeps what each showed, prints the table at the end.

check_names=()
check_results=()
check_evidence=()
check_seconds=()
failures=0
laps=()
lap_began=$SECONDS

# lap NAME: the seconds since the lap before it were NAME's.
lap() {
  laps+=("$1 $((SECONDS - lap_began))")
  lap_began=$SECONDS
}

stage() {
  printf '\n== %s\n' "$1"
}

# check NAME COMMAND…: passes if the command (usually a function) succeeds. The last line it prints is the evidence; of a
# failure everything is shown. It runs in a shell of its own with set -e, so each line of it has to succeed.
check() {
  local name=$1 began=$SECONDS output code result=PASS
  shift
  set +e
  output=$(
    set -e
    "$@" 2>&1
  )
  code=$?
  set -e
  if [ "$code" -ne 0 ]; then
    result=FAIL
    failures=$((failures + 1))
    printf '%s\n' "$output" | tail -n 60 | sed 's/^/    | /'
  fi
  check_names+=("$name")
  check_results+=("$result")
  check_evidence+=("$(last_line "$output")")
  check_seconds+=("$((SECONDS - began))")
  printf '%-4s  %s: %s\n' "$result" "$name" "$(last_line "$output")"
}

last_line() {
  sed -e 's/\x1b\[[0-9;]*m//g' <<<"$1" | sed -n -e '/[^[:space:]]/h' -e '${x;p;}' | cut -c 1-300
}

print_checks() {
  local i
  printf '\n%-72s | %-4s | %4s | %s\n' Check "" s Evidence
  for i in "${!check_names[@]}"; do
    printf '%-72s | %-4s | %4s | %s\n' "${check_names[$i]}" "${check_results[$i]}" "${check_seconds[$i]}" "${check_evidence[$i]}"
  done
  printf '%s checks, %s failed\n' "${#check_names[@]}" "$failures"
  printf '\nseconds: '
  printf '%s, ' "${laps[@]}"
  printf 'all %s\n' "$SECONDS"
}

json_text() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "$(tr -d '\000-\037' <<<"$text")"
}

# Prints the checks as JSON objects, one a line.
checks_as_json() {
  local i separator=
  for i in "${!check_names[@]}"; do
    printf '%s    {"check": %s, "passed": %s, "seconds": %s, "evidence": %s}' "$separator" "$(json_text "${check_names[$i]}")" \
      "$([ "${check_results[$i]}" = PASS ] && echo true || echo false)" "${check_seconds[$i]}" "$(json_text "${check_evidence[$i]}")"
    separator=$',\n'
  done
  echo
}
