# shellcheck shell=bash
# Progress and refusals; to be sourced.

step() { printf '[%3d s] %s\n' "$SECONDS" "$*"; }

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Runs a command whose output matters only if it fails: then its end is shown.
quietly() { # LOG COMMAND...
  local log=$1
  shift
  mkdir -p "${log%/*}"
  "$@" >"$log" 2>&1 </dev/null && return 0
  tail -n 25 "$log" >&2
  fail "'$1' failed; all of its output is in $log"
}

# Waits until a command succeeds, at most so many seconds.
wait_until() { # SECONDS COMMAND...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}
