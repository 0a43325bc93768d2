# shellcheck shell=bash
# Sourced by the scripts beside it: a table of what was checked, for people or as JSON.

report_rows=()
report_failed=0
report_warned=0

# Adds a row: name, PASS WARN FAIL or INFO, evidence.
row() {
  local evidence=${3//$'\n'/ }
  report_rows+=("$1|$2|${evidence//|//}")
  case $2 in
    FAIL) report_failed=$((report_failed + 1)) ;;
    WARN) report_warned=$((report_warned + 1)) ;;
  esac
}

print_rows() {
  local line name verdict evidence
  printf '%-22s | %-4s | %s\n' CHECK ' ' EVIDENCE
  for line in "${report_rows[@]}"; do
    IFS='|' read -r name verdict evidence <<<"$line"
    printf '%-22s | %-4s | %s\n' "$name" "$verdict" "$evidence"
  done
}

# Prints $1 as a JSON string.
json_string() {
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\t'/\\t}
  text=${text//$'\n'/\\n}
  printf '"%s"' "$(tr -d '\000-\037' <<<"$text")"
}

# Prints $1 as a JSON number, null if it is none.
json_number() {
  if [[ ${1:-} =~ ^-?(0|[1-9][0-9]*)(\.[0-9]+)?$ ]]; then printf '%s' "$1"; else printf null; fi
}

# Prints an array of objects: $1 names their fields (space-separated, a '#' before numbers), stdin holds lines value|value|…
json_array() {
  local -a fields values
  local line first=yes i
  read -r -a fields <<<"$1"
  printf '['
  while IFS= read -r line; do
    [ -n "$line" ] || continue
    IFS='|' read -r -a values <<<"$line"
    [ "$first" = yes ] || printf ','
    first=no
    printf '{'
    for i in "${!fields[@]}"; do
      [ "$i" = 0 ] || printf ','
      json_string "${fields[$i]#\#}"
      printf ':'
      case ${fields[$i]} in
        \#*) json_number "${values[$i]:-}" ;;
        *) json_string "${values[$i]:-}" ;;
      esac
    done
    printf '}'
  done
  printf ']'
}

json_rows() {
  printf '%s\n' "${report_rows[@]}" | json_array 'name verdict evidence'
}
