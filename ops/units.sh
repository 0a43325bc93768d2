# shellcheck shell=bash
# Sourced by the scripts beside it: the suite's units, in the order in which they are started.

# shellcheck disable=SC2034 # read by those who source it
UNITS=(quantum-paper-exchange quantum-marketstate quantum-intent-bridge quantum-apply-layer quantum-harvest-brain
  quantum-exitbrain quantum-risk-proposal quantum-harvest-proposal quantum-trading-bot
  quantum-alerts quantum-console)

NO_SYSTEMD=3 # exit code

# Whether a systemd runs here that can be asked.
has_systemd() {
  command -v systemctl >/dev/null 2>&1 || return 1
  case $(systemctl is-system-running 2>/dev/null || true) in
    offline | unknown | '') return 1 ;;
    *) return 0 ;;
  esac
}

# Ends the script where there is none; $1 says what cannot be done.
need_systemd() {
  has_systemd && return 0
  echo "$(basename "$0"): no systemd here, so $1; nothing was changed" >&2
  exit "$NO_SYSTEMD"
}

is_active() {
  systemctl is-active --quiet "$1"
}
