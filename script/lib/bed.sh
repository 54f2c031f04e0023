# shellcheck shell=bash
# Three real nodes in containers; to be sourced after images.sh, in the repository's root.
# All that belongs to a bed carries its prefix and the label matriarch.bed=PREFIX.
# shellcheck disable=SC2034 # whoever sources this uses them

# Sets the names and addresses of a bed.
bed_define() { # PREFIX SUBNET [SUITE]
  BED_PREFIX=$1
  BED_SUBNET=$2
  BED_SUITE=${3:-trixie}
  [[ $BED_PREFIX =~ ^[a-z][a-z0-9-]*$ ]] \
    || fail "bed prefix '$BED_PREFIX': lower-case letters, digits and hyphens only"
  [[ $BED_SUBNET =~ ^([0-9]+\.[0-9]+\.[0-9]+)\.0/24$ ]] \
    || fail "bed subnet '$BED_SUBNET': a /24 such as 172.31.70.0/24 is needed"
  local net=${BASH_REMATCH[1]}
  BED_NODE_NAMES=("$BED_PREFIX-n1" "$BED_PREFIX-n2" "$BED_PREFIX-n3")
  BED_NODE_IPS=("$net.11" "$net.12" "$net.13")
  BED_VIP=$net.100
  BED_PROMETHEUS_IP=$net.20
  BED_CLIENT_IP=$net.30
  BED_RESOURCE=pgsqld
  BED_CLONE=pgsql-ha
  BED_ENV=()
  BED_PGPORT=5432
  case $BED_SUITE in
    bookworm) BED_PGDATA=/var/lib/postgresql/15/main-ha ;;
    trixie) BED_PGDATA=/var/lib/postgresql/17/main-ha ;;
    sid) BED_PGDATA=/var/lib/postgresql/18/main-ha ;;
    *) fail "unknown Debian suite '$BED_SUITE': bookworm, trixie or sid" ;;
  esac
}

bed_env() {
  cat <<ENV
MATRIARCH_NODES="${BED_NODE_NAMES[*]}"
MATRIARCH_VIP=$BED_VIP
MATRIARCH_RESOURCE=$BED_RESOURCE
MATRIARCH_PGDATA=$BED_PGDATA
MATRIARCH_PGPORT=$BED_PGPORT
ENV
}

on_node() { # NUMBER COMMAND...
  local name=${BED_NODE_NAMES[$1 - 1]}
  shift
  docker exec "$name" "$@" </dev/null
}

# Starts three nodes from the node image and waits until they are one cluster.
bed_up() {
  bed_start_nodes
  wait_until 60 bed_is_online || fail "no cluster after 60 s: see 'docker exec ${BED_NODE_NAMES[0]} crm_mon -1'"
}

bed_start_nodes() {
  bed_down
  step "starting ${BED_NODE_NAMES[*]} …"
  docker network create --label "matriarch.bed=$BED_PREFIX" --subnet "$BED_SUBNET" "$BED_PREFIX" \
    >/dev/null || fail "no network for subnet $BED_SUBNET: choose another subnet"
  local i
  for i in 0 1 2; do bed_run_node "$i"; done
}

# BED_ENV holds more of the containers' environment, NAME=VALUE each.
bed_run_node() {
  local i=$1 j hosts=() more=()
  for j in 0 1 2; do hosts+=(--add-host "${BED_NODE_NAMES[j]}:${BED_NODE_IPS[j]}"); done
  for j in "${BED_ENV[@]}"; do more+=(-e "$j"); done
  docker run -d --name "${BED_NODE_NAMES[i]}" --hostname "${BED_NODE_NAMES[i]}" \
    --label "matriarch.bed=$BED_PREFIX" --network "$BED_PREFIX" --ip "${BED_NODE_IPS[i]}" \
    --cap-add NET_ADMIN --cap-add SYS_NICE --cap-add IPC_LOCK --cap-add SYS_PTRACE \
    --shm-size 512m --tmpfs /run:mode=755 -v "$(engine_socket):/engine.sock" "${hosts[@]}" \
    -e BED_NODES="${BED_NODE_NAMES[*]}" -e BED_IPS="${BED_NODE_IPS[*]}" -e BED_VIP="$BED_VIP" \
    -e BED_SUBNET="$BED_SUBNET" -e BED_RESOURCE="$BED_RESOURCE" \
    -e BED_SYNCHRONOUS_STANDBY_NAMES="${BED_SYNCHRONOUS_STANDBY_NAMES:-}" "${more[@]}" \
    "$(node_image "$BED_SUITE")" >/dev/null
}

bed_is_online() {
  [ "$(on_node 1 crm_mon -1 --output-as=xml \
    | grep -c '<node name=.* online="true".* pending="false"')" = 3 ]
}

# Makes the primary's instance on node 1 and two clones of it; all are left stopped.
bed_init() {
  step "creating the primary and two standbys …"
  local i
  on_node 1 bed-init-primary || fail "no primary could be made on ${BED_NODE_NAMES[0]}"
  for i in 2 3; do on_node "$i" bed-clone || fail "${BED_NODE_NAMES[i - 1]} could not be cloned"; done
  on_node 1 bed-stop-primary
}

# Hands the instances to the cluster and waits for one primary and two streaming standbys.
bed_configure() {
  step "configuring Pacemaker …"
  on_node 1 bed-configure || fail "Pacemaker refused the configuration"
  step "waiting for one primary and two streaming standbys …"
  wait_until 60 bed_is_healthy || {
    on_node 1 crm_mon -1 >&2
    fail "not healthy after 60 s"
  }
}

bed_is_healthy() {
  local roles
  roles=$(on_node 1 crm_mon -1 --output-as=xml)
  [ "$(grep -c "<resource id=\"$BED_RESOURCE\".* role=\"Promoted\"" <<<"$roles")" = 1 ] || return 1
  [ "$(grep -c "<resource id=\"$BED_RESOURCE\".* role=\"Unpromoted\"" <<<"$roles")" = 2 ] || return 1
  [ "$(bed_query "select count(*) from pg_stat_replication where state = 'streaming'")" = 2 ]
}

# Prints the node that Pacemaker has promoted.
bed_primary() {
  on_node 1 crm_mon -1 --output-as=xml | awk -v resource="$BED_RESOURCE" '
    index($0, "<resource id=\"" resource "\"") { promoted = /role="Promoted"/ }
    promoted && /<node name=/ && !told { split($0, part, "\""); print part[2]; told = 1 }'
}

# Asks whoever holds the VIP.
bed_query() {
  on_node 1 env PGCONNECT_TIMEOUT=2 psql -XAtq -h "$BED_VIP" -p "$BED_PGPORT" -U postgres \
    -d postgres -c "$1"
}

# File systems of the nodes' own, which the stories make, mounted on the host below /var/tmp.
bed_mounts() {
  awk -v root="/var/tmp/matriarch-$BED_PREFIX/" 'index($2, root) == 1 { print $2 }' /proc/self/mounts
}

# Also what an interrupted run left. A container whose processes wait for a frozen disk cannot end.
bed_down() {
  local containers networks mounts mount
  mapfile -t mounts < <(bed_mounts)
  for mount in "${mounts[@]}"; do fsfreeze -u "$mount" 2>/dev/null || true; done
  containers=$(docker ps -aq --filter "label=matriarch.bed=$BED_PREFIX")
  # shellcheck disable=SC2086 # one id a word
  [ -z "$containers" ] || docker rm -f $containers >/dev/null
  networks=$(docker network ls -q --filter "label=matriarch.bed=$BED_PREFIX")
  # shellcheck disable=SC2086 # one id a word
  [ -z "$networks" ] || docker network rm $networks >/dev/null
  [ "${#mounts[@]}" = 0 ] || umount "${mounts[@]}"
  rm -rf "/var/tmp/matriarch-$BED_PREFIX"
}
