# shellcheck shell=bash
# Runs fault stories; to be sourced after say.sh, in the repository's root.

# Maven's output goes to a log; what was run, and what failed, is shown.
build() {
  local status
  mkdir -p .cache
  set +e
  mvn -B "$@" 2>&1 | tee -a .cache/test.log \
    | grep --line-buffered -E 'Tests run:|BUILD|^\[ERROR\]|^ok  |^FAILED |^round |CHAOS_SEED='
  status=${PIPESTATUS[0]}
  set -e
  [ "$status" = 0 ] || fail "Maven failed; all of its output is in .cache/test.log"
}

run_stories() { # MAVEN'S ARGUMENTS...
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=localhost
  export TESTCONTAINERS_CHECKS_DISABLE=true
  rm -rf cluster-tests/target/failsafe-reports
  build -pl cluster-tests verify -P cluster "$@"
  grep -qs '<completed>[1-9]' cluster-tests/target/failsafe-reports/failsafe-summary.xml \
    || fail "no fault story ran: profile 'cluster' of cluster-tests must run failsafe"
}
