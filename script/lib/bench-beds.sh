# shellcheck shell=bash
# Beds of the products that script/bench compares; to be sourced after bed.sh.
# A product is one of: matriarch, paf, patroni (its defaults), patroni-fast (the least it allows).
# shellcheck disable=SC2034,SC2154 # of those that it is sourced with

# Sets what bed_up and the measurements need of a product.
product_define() { # PRODUCT
  PRODUCT=$1
  BED_AGENT=matriarch BED_IMAGE=$MATRIARCH_IMAGE
  BED_ENV=()
  case $PRODUCT in
    matriarch) ;;
    paf) BED_AGENT=paf BED_IMAGE=matriarch-bench-paf:$BED_SUITE ;;
    patroni | patroni-fast)
      BED_AGENT=patroni BED_IMAGE=matriarch-bench-patroni:$BED_SUITE
      BED_ENV=(BED_TTL=30 BED_LOOP_WAIT=10 BED_RETRY_TIMEOUT=10 BED_START_TIMEOUT=300)
      [ "$PRODUCT" = patroni ] \
        || BED_ENV=(BED_TTL=20 BED_LOOP_WAIT=1 BED_RETRY_TIMEOUT=3 BED_START_TIMEOUT=0)
      ;;
    *) fail "unknown product '$PRODUCT': matriarch, paf, patroni or patroni-fast" ;;
  esac
  BED_ENV+=(BED_AGENT="$BED_AGENT")
}

on_pacemaker() { [ "$BED_AGENT" != patroni ]; }

# PAF and Patroni on the same base, with the same scripts.
build_product_image() { # paf|patroni
  local context=.cache/bench-$1
  build_node_base_image "$BED_SUITE"
  step "building the image for $1 …"
  rm -rf "$context"
  mkdir -p "$context"
  cp -r "$bed_sources/sbin" "$context/sbin"
  quietly ".cache/bench-$1.log" image_build --build-arg BASE="$NODE_BASE_IMAGE" \
    -t "matriarch-bench-$1:$BED_SUITE" -f "$bed_sources/$1.Dockerfile" "$context"
}

# A new bed of the product with one primary, two streaming standbys and the client that writes.
product_up() {
  step "a bed of $PRODUCT"
  if on_pacemaker; then
    bed_up
    bed_init
    bed_configure
  else
    patroni_up
  fi
  start_client
}

patroni_up() {
  bed_start_nodes
  step "waiting for one primary and two streaming standbys …"
  wait_until 120 product_is_healthy || fail "Patroni is not healthy after 120 s: see 'docker exec ${BED_NODE_NAMES[0]} tail /var/log/patroni/patroni.log'"
  bed_query 'CREATE ROLE app LOGIN' >/dev/null
  bed_query 'CREATE TABLE written (id bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())' >/dev/null
  bed_query 'ALTER TABLE written OWNER TO app' >/dev/null
}

# Java of the package, classes of the build, in a container of its own.
start_client() {
  mkdir -p "$BENCH_OUT"
  chmod 777 "$BENCH_OUT"
  : >"$BENCH_OUT/writes"
  docker run -d --name "$BED_PREFIX-client" --label "matriarch.bed=$BED_PREFIX" \
    --network "$BED_PREFIX" --ip "$BED_CLIENT_IP" -v "$PWD/cluster-tests/target/classes:/bench:ro" \
    -v "$BENCH_OUT:/out" -e BED_VIP="$BED_VIP" "$MATRIARCH_IMAGE" tini -- bash -c \
    "exec $CLIENT_JAVA io.matriarch.bench.WriteClient '$BED_VIP' >>/out/writes" >/dev/null
  wait_until 20 client_writes || fail "the client cannot write: see 'docker logs $BED_PREFIX-client'"
}

CLIENT_JAVA="/usr/lib/matriarch/runtime/bin/java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/bench:/usr/lib/matriarch/lib/*'"

# Whether a write was acknowledged in the last 300 ms.
client_writes() {
  local at
  at=$(tail -n 1 "$BENCH_OUT/writes" | cut -d ' ' -f 1)
  [ -n "$at" ] && [ $((${EPOCHREALTIME/./} - at)) -lt 300000 ]
}

start_load() { # idle|loaded|flooded
  case $1 in
    loaded) start_pgbench ;;
    flooded) start_flood ;;
  esac
}

start_flood() {
  docker run -d --name "$BED_PREFIX-load" --label "matriarch.bed=$BED_PREFIX" \
    --network "$BED_PREFIX" --ip "${BED_CLIENT_IP%.*}.31" \
    -v "$PWD/cluster-tests/target/classes:/bench:ro" "$MATRIARCH_IMAGE" tini -- bash -c \
    "exec $CLIENT_JAVA io.matriarch.bench.Flood ${BED_NODE_IPS[*]}" >/dev/null
}

start_pgbench() {
  on_node 1 pgbench -h "$BED_VIP" -p "$BED_PGPORT" -U postgres -i -q -s 5 postgres >/dev/null 2>&1 \
    || fail "pgbench could not make its tables"
  docker run -d --name "$BED_PREFIX-load" --label "matriarch.bed=$BED_PREFIX" \
    --network "$BED_PREFIX" --ip "${BED_CLIENT_IP%.*}.31" -e BED_VIP="$BED_VIP" "$MATRIARCH_IMAGE" \
    tini -- /usr/local/sbin/bed-load >/dev/null
}

stop_load() { docker rm -f "$BED_PREFIX-load" >/dev/null 2>&1 || true; }

product_is_healthy() {
  if on_pacemaker; then
    bed_is_online && bed_is_healthy && client_writes
  else
    [ "$(patroni_members '.role == "leader" and .state == "running"')" = 1 ] \
      && [ "$(patroni_members '.role != "leader" and .state == "streaming"')" = 2 ] \
      && [ "$(bed_query "select count(*) from pg_stat_replication where state = 'streaming'")" = 2 ]
  fi
}

patroni_list() { # JQ'S PROGRAM
  # shellcheck disable=SC2016 # to be expanded in the node
  any_node bash -c 'patronictl -c /etc/patroni.yml list -f json | jq -r "$0"' "$1"
}

patroni_members() { # CONDITION
  patroni_list "[.[] | {role: .Role | ascii_downcase, state: .State} | select($1)] | length"
}

# A command on the first node that runs.
any_node() {
  local name
  for name in "${BED_NODE_NAMES[@]}"; do
    ! node_runs "$name" || break
  done
  docker exec "$name" "$@" </dev/null
}

node_runs() { [ "$(docker inspect -f '{{.State.Running}}' "$1" 2>/dev/null)" = true ]; }

product_primary() {
  if on_pacemaker; then
    bed_primary
  else
    patroni_list '.[] | select(.Role == "Leader") | .Member'
  fi
}

bed_dc() {
  any_node crm_mon -1 --output-as=xml | sed -n 's/.*<current_dc.* name="\([^"]*\)".*/\1/p'
}
