# shellcheck shell=bash
# What a monitor, an agent and many instances cost; to be sourced after bench-faults.sh.
# Each figure is a line "KEY=value" in $BENCH_OUT/costs/PRODUCT/WHAT.
# shellcheck disable=SC2154 # of images.sh

# shellcheck disable=SC2153 # of bed.sh
on_bed() { # NODE SCRIPT ARGUMENTS...
  local name=$1 script=$2
  shift 2
  docker exec -i "$name" bash -s - "$@" <"$bed_sources/$script"
}

measure_costs() {
  local primary directory=$BENCH_OUT/costs/$PRODUCT
  on_pacemaker || return 0
  set_synchronous off
  step "costs: $PRODUCT's monitor, and what it runs at rest"
  mkdir -p "$directory"
  primary=$(bed_primary)
  case $PRODUCT in
    matriarch)
      # First the agent, which is let grow old for it: a young one has the machine compile for it.
      docker stop -t 1 "$BED_PREFIX-client" >/dev/null
      sleep 5
      on_bed "$primary" agent-cost 60 >"$directory/agent"
      on_bed "$primary" event-cost 100 >"$directory/events"
      on_bed "$primary" monitor-cost 200 recurring >"$directory/recurring"
      on_bed "$primary" monitor-cost 50 probe >"$directory/probe"
      on_bed "$primary" monitor-cost 10 one-shot >"$directory/one-shot"
      measure_floor >"$directory/floor"
      docker start "$BED_PREFIX-client" >/dev/null
      ;;
    paf) on_bed "$primary" monitor-cost 20 recurring >"$directory/recurring" ;;
  esac
}

# What Pacemaker takes for the same steps with an agent that does nothing.
measure_floor() {
  local name
  for name in "${BED_NODE_NAMES[@]}"; do on_bed "$name" idle-agent; done
  on_bed "${BED_NODE_NAMES[0]}" pacemaker-floor 10
}

# On the last node, beside the bed's own instance; the bed is of no use afterwards.
measure_many() { # INSTANCES
  local name=${BED_NODE_NAMES[2]} directory=$BENCH_OUT/costs/$PRODUCT
  step "$1 instances on $name …"
  if ! on_bed "$name" many-instances "$1"; then
    step "not all of $1 instances became primaries: left out"
    return 0
  fi
  sleep 20
  on_bed "$name" agent-cost 30 >"$directory/many"
  echo "instances=$1" >>"$directory/many"
}
