package io.matriarch.stories;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every story begins with, and the way back to it.
final class Health {

  private static final Duration NODES_MOST = Duration.ofSeconds(90);
  private static final Duration CLEANUP_MOST = Duration.ofSeconds(30);
  private static final Duration HEALTHY_MOST = Duration.ofSeconds(90);
  private static final Duration BY_ITSELF_MOST = Duration.ofSeconds(25);

  /// Everything that a story may have changed on a node.
  private static final String HEAL =
      """
      . /usr/local/sbin/bed-lib
      for order in /run/story-order-*; do
        [ ! -e "$order" ] || kill "$(cat "$order")"
      done
      kill -s CONT -- -1
      iptables -w -F
      ! tc qdisc show dev eth0 | grep -q netem || tc qdisc del dev eth0 root
      [ ! -e /run/bed-clock ] || echo +0 >/run/bed-clock
      rm -f /run/story-* /run/matriarch-hold /var/lib/postgresql/*/filler
      for real in "$pg_bin"/*.real; do
        [ ! -e "$real" ] || mv -f "$real" "${real%.real}"
      done
      write_own_files
      server=$(head -n 1 "$pg_data/postmaster.pid")
      [ "$(readlink "/proc/$server/cwd")" != "$pg_data" ] || kill -s HUP "$server"
      """;

  /// For what follows to ask the cluster's configuration.
  private static final String ASK =
      """
      cib=$(cibadmin --query)
      holds() { case $cib in *"$1"*) ;; *) return 1 ;; esac; }
      unset_property() { ! holds " name=\\"$1\\"" || crm_attribute -q "-n$@" -D; }
      """;

  /// What an administrator may have asked for and not taken back.
  private static final String TAKE_BACK =
      """
      ! holds ' id="cli-' \\
        || cibadmin --delete-all --force --xpath "//rsc_location[starts-with(@id,'cli-')]"
      for node in $BED_NODES; do
        unset_property standby -N $node
      done
      ! holds ' name="target-role"' || crm_resource -r pgsql-ha --meta -d target-role
      """;

  /// Succeeds once nothing of it is left.
  private static final String TAKEN_BACK =
      """
      cib=$(cibadmin --query) && ! holds ' id="cli-' && ! holds ' name="standby"' \\
        && ! holds ' name="target-role"'
      """;

  /// Everything else that a story may have changed in the cluster's configuration. Pacemaker is let
  /// end what follows from that: a cleanup in the midst of it makes it forget the resource that it
  /// is about to start, and such a start has failed for good.
  private static final String RESET =
      """
      for property in maintenance-mode stop-all-resources startup-fencing stonith-action; do
        unset_property $property
      done
      holds ' name="no-quorum-policy" value="stop"' || crm_attribute -q -n no-quorum-policy -v stop
      unset_property matriarch-pgsqld-synchronous -t crm_config
      for node in $BED_NODES; do
        for property in maintenance matriarch-pgsqld-refused; do
          unset_property $property -N $node
        done
        unset_property matriarch-pgsqld-allow-data-loss -N $node -l reboot
      done
      ! holds ' name="is-managed"' || crm_resource -r pgsql-ha --meta -d is-managed
      holds ' name="notify" value="true"' || crm_resource -r pgsql-ha --meta -p notify -v true
      base=' bindir pgdata pghost pgport '
      cibadmin --query --xpath "//primitive[@id='pgsqld']/instance_attributes/nvpair" \\
        | grep -o ' name="[^"]*"' | cut -d '"' -f 2 | while read -r parameter; do
          case $base in
            *" $parameter "*) ;;
            *) crm_resource -r pgsqld -d "$parameter" ;;
          esac
        done
      attrd_updater --refresh
      crm_resource --wait --timeout 15
      crm_resource --cleanup
      """;

  private final Bed bed;

  Health(Bed bed) {
    this.bed = bed;
  }

  void restore() {
    undoFaults();
    bed.anyNode().attemptShell(ASK + TAKE_BACK + RESET);
    bed.probe().until(HEALTHY_MOST, "a primary", s -> s.primary().isPresent());
    rebuildBroken();
    await(HEALTHY_MOST, "servers answer", this::resetServers);
    settles();
    bed.anyNode().attempt(CLEANUP_MOST, "crm_resource", "--cleanup");
    await(HEALTHY_MOST, "the cluster is healthy", this::missing);
  }

  /// Every node is on, and nothing keeps it from working; what it is configured to stays.
  void undoFaults() {
    Disks.thaw();
    boolean allOn = bed.nodes().stream().allMatch(Node::isRunning);
    bed.nodes().stream().filter(Node::isRunning).forEach(Health::heal);
    await(NODES_MOST, "all nodes are online", this::startNodes);
    if (!allOn) {
      bed.nodes().forEach(Health::heal);
    }
  }

  /// No move, standby mode or stop that an administrator asked for is in force any more.
  void takeBackOrders() {
    Await.until(
        NODES_MOST,
        "what administrators asked for is taken back",
        () -> bed.anyNode().attemptShell(ASK + TAKE_BACK + TAKEN_BACK),
        Output::ok);
  }

  void settles() {
    settles(HEALTHY_MOST);
  }

  void settles(Duration most) {
    await(most, "the cluster is settled", () -> missing(bed.probe().now()));
  }

  /// A node that was fenced meanwhile is started once more.
  private List<String> startNodes() {
    bed.nodes().stream().filter(node -> !node.isRunning()).forEach(Node::start);
    powerCycleThoseWhomNobodyCanFence();
    ClusterState state = bed.probe().now();
    return bed.nodes().stream().filter(n -> !state.isOnline(n)).map(Node::name).toList();
  }

  /// A node whose Corosync has ended is fenced, unless that is so on most nodes: then nobody has
  /// quorum, and Corosync is not started again by itself, with Debian's units neither.
  private void powerCycleThoseWhomNobodyCanFence() {
    List<Node> alone =
        bed.nodes().stream()
            .filter(node -> node.isRunning() && !Program.COROSYNC.runsOn(node))
            .toList();
    if (alone.size() > bed.nodes().size() / 2) {
      alone.forEach(Node::kill);
      alone.forEach(Node::start);
    }
  }

  private static void heal(Node node) {
    node.attempt(CLEANUP_MOST, "bash", "-c", HEAL);
  }

  /// A story may leave a former primary with more WAL than its successor had, or with a data
  /// directory that is of no use: what does not come back by itself is cloned again.
  private void rebuildBroken() {
    Await.until(
        HEALTHY_MOST, "the primary can be written to", () -> !Postgres.facts(Bed.VIP).inRecovery());
    long end = System.nanoTime() + BY_ITSELF_MOST.toNanos();
    for (Node node : bed.others(bed.primary())) {
      if (!followsBefore(end, node)) {
        System.out.printf("  %s does not follow by itself and is cloned again%n", node);
        bed.cloneAgain(node);
      }
    }
  }

  private static boolean followsBefore(long end, Node node) {
    try {
      Await.until(
          Duration.ofNanos(Math.max(0, end - System.nanoTime())),
          node + " follows",
          () -> Divergence.of(node).isPresent() || Postgres.streamsTo(node));
      return Postgres.streamsTo(node);
    } catch (AssertionError | SQLException e) {
      return false;
    }
  }

  private static void await(Duration most, String what, Await.Look<List<String>> missing) {
    Await.until(most, what, missing, List::isEmpty);
  }

  private List<String> resetServers() {
    List<String> missing = new ArrayList<>();
    for (Node node : bed.nodes()) {
      try {
        Postgres.execute(node.address(), "ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()");
      } catch (SQLException e) {
        missing.add("PostgreSQL on %s: %s".formatted(node, e.getMessage()));
      }
    }
    return missing;
  }

  /// What is missing to a healthy cluster, a sentence each.
  private List<String> missing() {
    ClusterState state = bed.probe().now();
    List<String> missing = new ArrayList<>(missing(state));
    missing.addAll(state.failures());
    return missing;
  }

  private List<String> missing(ClusterState state) {
    List<String> missing = new ArrayList<>(missingRoles(state));
    if (missing.isEmpty()) {
      missing.addAll(missingServers(bed.node(state.primary().orElseThrow())));
    }
    if (missing.isEmpty() && !bed.probe().isIdle()) {
      missing.add("Pacemaker is not idle");
    }
    return missing;
  }

  private List<String> missingRoles(ClusterState state) {
    List<String> missing = new ArrayList<>();
    for (Node node : bed.nodes()) {
      if (!state.isOnline(node)) {
        missing.add(node + " is not online");
      } else if (!state.isPromoted(node) && !state.isUnpromoted(node)) {
        missing.add(node + " is neither Promoted nor Unpromoted");
      } else {
        missingScore(state, node).ifPresent(missing::add);
      }
    }
    if (state.primary().isEmpty()) {
      missing.add("Promoted are " + state.nodesIn(ClusterState.PROMOTED));
    }
    return missing;
  }

  private Optional<String> missingScore(ClusterState state, Node node) {
    int wanted = state.isPromoted(node) ? 1001 : 1000;
    return state.score(node).equals(Optional.of(wanted)) || bed.make().with() == Make.Begun.PAF
        ? Optional.empty()
        : Optional.of("score of %s is %s, not %d".formatted(node, state.score(node), wanted));
  }

  private List<String> missingServers(Node primary) {
    List<String> missing = new ArrayList<>();
    try {
      Postgres.Facts facts = Postgres.facts(Bed.VIP);
      if (facts.inRecovery() || facts.streamingStandbys() != bed.nodes().size() - 1) {
        missing.add("the primary says " + facts);
      }
      for (Node standby : bed.others(primary)) {
        Postgres.Facts own = Postgres.facts(standby.address());
        if (!own.inRecovery() || own.timeline() != facts.timeline()) {
          missing.add("%s says %s, the primary %s".formatted(standby, own, facts));
        }
      }
    } catch (SQLException e) {
      missing.add(String.valueOf(e.getMessage()));
    }
    if (bed.make().with() == Make.Begun.MATRIARCH) {
      bed.nodes().stream()
          .filter(node -> !node.agentAnswers())
          .forEach(node -> missing.add("the agent of " + node + " does not answer"));
    }
    return missing;
  }
}
