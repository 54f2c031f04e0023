# shellcheck shell=bash
# One fault at a time against a bed, and what is kept of it; to be sourced after bench-beds.sh.
# A run leaves a directory $BENCH_OUT/runs/PRODUCT/FAULT/LOAD/NUMBER with
#   facts   KEY=value: product, fault, load, run, at (of the fault, in microseconds since the epoch), victim, lost, cloned, outcome
#   writes  "MICROSECONDS ROW" for each acknowledged write from a second before the fault
#   log     "NODE LINE" of the agents' and Pacemaker's logs since the fault

BENCH_FAULTS=(restart switchover node node-dc failover)

fault_is_known() { [[ " ${BENCH_FAULTS[*]} " == *" $1 "* ]]; }

# Whether the product has that fault: without Pacemaker there is no DC.
fault_applies() { [ "$1" != node-dc ] || on_pacemaker; }

# A crash moves the role where a synchronous standby streamed to the last; everything else is
# measured as most clusters run, asynchronously.
prepare_fault() { # FAULT
  case $1 in
    failover) set_synchronous on ;;
    *) set_synchronous off ;;
  esac
}

set_synchronous() { # on|off
  [ "${SYNCHRONOUS:-off}" != "$1" ] || return 0
  SYNCHRONOUS=$1
  step "synchronous replication: $1"
  if ! on_pacemaker; then
    any_node patronictl -c /etc/patroni.yml edit-config --force -q -s "synchronous_mode=$1" >/dev/null
    sleep 15
    return 0
  fi
  local name names value=
  printf -v names '"%s", ' "${BED_NODE_NAMES[@]}"
  [ "$1" = off ] || value="ANY 1 (${names%, })"
  for name in "${BED_NODE_NAMES[@]}"; do
    docker exec "$name" psql -XAtq -h /var/run/postgresql -U postgres -d postgres \
      -c "ALTER SYSTEM SET synchronous_standby_names = '$value'" -c 'SELECT pg_reload_conf()' >/dev/null </dev/null
  done
  sleep 2
}

# Moves the role until the primary is, or is not, on the DC.
place_primary() { # FAULT
  on_pacemaker || return 0
  local dc primary name
  dc=$(bed_dc)
  primary=$(bed_primary)
  case $1 in
    node-dc) [ "$primary" != "$dc" ] || return 0 ;;
    node) [ "$primary" = "$dc" ] || return 0 ;;
    *) return 0 ;;
  esac
  for name in "${BED_NODE_NAMES[@]}"; do
    if [ "$1" = node-dc ]; then [ "$name" = "$dc" ] && break; else [ "$name" != "$dc" ] && break; fi
  done
  step "moving the primary to $name, for the DC is $dc"
  any_node crm_resource --move --promoted -r "$BED_CLONE" -N "$name" >/dev/null 2>&1
  wait_until 60 primary_is "$name" || fail "the primary did not move to $name"
  settle
}

primary_is() { [ "$(product_primary)" = "$1" ]; }

# Ends what the last run left: constraints, failures, a node that its product does not bring back.
settle() {
  ! on_pacemaker || any_node crm_resource --clear -r "$BED_CLONE" >/dev/null 2>&1 || true
  bring_back || return 1
  if on_pacemaker; then
    any_node crm_resource --cleanup >/dev/null 2>&1 || true
    sleep 1
    wait_until 60 product_is_healthy || return 1
  fi
  # Recurring monitors and scores are in place, and a crash is told from the start before.
  sleep 3
}

# Matriarch is given time; with the others what does not come back by itself is cloned anew, and counted.
bring_back() {
  local name
  for name in "${BED_NODE_NAMES[@]}"; do
    on_pacemaker || node_runs "$name" || docker start "$name" >/dev/null
  done
  if [ "$PRODUCT" != matriarch ]; then
    for _ in 1 2 3; do
      ! wait_until 60 product_is_healthy || return 0
      clone_stragglers
    done
  fi
  wait_until 120 product_is_healthy
}

# As an administrator does whom the product left a standby that does not follow.
clone_stragglers() {
  local name primary
  primary=$(product_primary) || return 0
  [ -n "$primary" ] || return 0
  for name in "${BED_NODE_NAMES[@]}"; do
    [ "$name" != "$primary" ] || continue
    node_runs "$name" || continue
    ! streams "$name" || continue
    ! clone_anew "$name" >/dev/null 2>&1 || CLONED=$((${CLONED:-0} + 1))
  done
  ! on_pacemaker || any_node crm_resource --cleanup >/dev/null 2>&1 || true
}

clone_anew() { # NODE
  if on_pacemaker; then
    docker exec "$1" bed-reclone </dev/null
  else
    any_node patronictl -c /etc/patroni.yml reinit bed "$1" --force --wait
  fi
}

streams() { [ "$(bed_query "select 1 from pg_stat_replication where state = 'streaming' and application_name = '$1'")" = 1 ]; }

# The postmaster's process as the machine sees it: it is known by its number in the node.
postmaster_of() { # NODE
  local init namespace number process
  init=$(docker inspect -f '{{.State.Pid}}' "$1")
  namespace=$(readlink "/proc/$init/ns/pid")
  number=$(docker exec "$1" head -n 1 "$BED_PGDATA/postmaster.pid" </dev/null)
  for process in $(pgrep -x postgres); do
    [ "$(readlink "/proc/$process/ns/pid" 2>/dev/null)" = "$namespace" ] || continue
    [ "$(awk '/^NSpid:/ { print $NF }' "/proc/$process/status" 2>/dev/null)" = "$number" ] || continue
    echo "$process"
    return 0
  done
  return 1
}

# Does it, and prints when, in microseconds since the epoch.
inflict() { # FAULT VICTIM TARGET
  case $1 in
    restart | failover)
      # From outside: a program that is run in the node would be in the way of what is measured.
      local postmaster
      postmaster=$(postmaster_of "$2") || return 1
      sleep 1
      echo "${EPOCHREALTIME/./}"
      kill -9 "$postmaster"
      ;;
    node | node-dc)
      echo "${EPOCHREALTIME/./}"
      docker kill "$2" >/dev/null
      ;;
    switchover)
      echo "${EPOCHREALTIME/./}"
      switch_over "$2" "$3" >/dev/null 2>&1
      ;;
  esac
}

switch_over() { # FROM TO
  case $PRODUCT in
    matriarch) any_node matriarch switchover --to "$2" ;;
    patroni*) any_node patronictl -c /etc/patroni.yml switchover bed --leader "$1" --candidate "$2" --force ;;
    *) any_node crm_resource --move --promoted -r "$BED_CLONE" -N "$2" ;;
  esac
}

another_than() {
  local name
  for name in "${BED_NODE_NAMES[@]}"; do [ "$name" = "$1" ] || break; done
  echo "$name"
}

run_fault() { # FAULT LOAD NUMBER
  local fault=$1 load=$2 run=$3 victim at before outcome=ok directory
  directory=$BENCH_OUT/runs/$PRODUCT/$fault/$load/$run
  place_primary "$fault"
  CLONED=0
  rm -rf "$directory"
  mkdir -p "$directory"
  victim=$(product_primary)
  before=$(server_identity)
  at=$(inflict "$fault" "$victim" "$(another_than "$victim")") || fail "$fault of $victim could not be done"
  # Nothing is looked at while it fails over.
  sleep 1.5
  wait_until 90 written_elsewhere "$at" "$before" || outcome="no write within 90 s"
  sleep 1
  keep_logs "$at" >"$directory/log"
  settle || outcome="not healthy after it"
  awk -v from="$((at - 1000000))" '$1 >= from && NF == 2' "$BENCH_OUT/writes" >"$directory/writes"
  cat >"$directory/facts" <<FACTS
product=$PRODUCT
fault=$fault
load=$load
run=$run
at=$at
victim=$victim
lost=$(count_lost_rows "$directory/writes")
cloned=$CLONED
outcome=$outcome
FACTS
  bench_java Run "$directory"
}

# Whether writes were away for over 100 ms since then, and are back.
written_after_gap() { # MICROSECONDS
  local at gap
  client_writes || return 1
  read -r at gap < <(tail -n 3000 "$BENCH_OUT/writes" | awk -v from="$1" '$1 > from - 50000' | writable_after "$1")
  [ "$at" != 0 ] && [ "$gap" -gt 100000 ]
}

# Another run of PostgreSQL, here or elsewhere, has another start.
server_identity() {
  docker exec -e PGCONNECT_TIMEOUT=2 "$BED_PREFIX-client" psql -XAtq -h "$BED_VIP" -p "$BED_PGPORT" \
    -U postgres -d postgres -c 'select pg_postmaster_start_time()' 2>/dev/null </dev/null
}

written_elsewhere() { # MICROSECONDS IDENTITY
  local now
  written_after_gap "$1" || return 1
  now=$(server_identity)
  [ -n "$now" ] && [ "$now" != "$2" ]
}

# The agents' and Pacemaker's lines since then; a node that is away has none.
keep_logs() { # MICROSECONDS
  local name seconds=$(($1 / 1000000 - 1)) from_agent from_pacemaker
  from_agent=$(date -u -d "@$seconds" +%Y-%m-%dT%H:%M:%S)
  from_pacemaker=$(date -u -d "@$seconds" +%H:%M:%S)
  for name in "${BED_NODE_NAMES[@]}"; do
    docker exec "$name" bash -c '
      tail -n 3000 /var/log/matriarch/agent.log 2>/dev/null | awk -v from="$1" "\$1 >= from"
      tail -n 6000 /var/log/pacemaker/pacemaker.log 2>/dev/null | awk -v from="$2" "\$3 >= from"
      ' - "$from_agent" "$from_pacemaker" </dev/null 2>/dev/null | sed "s/^/$name /" || true
  done
}

bench_java() { # CLASS ARGUMENTS...
  local class=$1
  shift
  "$JAVA25_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp cluster-tests/target/classes "io.matriarch.bench.$class" "$@"
}
