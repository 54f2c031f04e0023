package io.matriarch.stories;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every story begins with, and the way back to it.
final class Health {

  private static final Duration NODES_MOST = Duration.ofSeconds(60);
  private static final Duration CLEANUP_MOST = Duration.ofSeconds(30);
  private static final Duration HEALTHY_MOST = Duration.ofSeconds(90);

  /// Everything that a story may have changed in the cluster's configuration.
  private static final String RESET =
      """
      cibadmin --delete-all --force --xpath "//rsc_location[starts-with(@id,'cli-')]"
      crm_attribute -q -n maintenance-mode -D
      crm_attribute -q -n stop-all-resources -D
      for node in $BED_NODES; do
        crm_attribute -q -N $node -n standby -D
        crm_attribute -q -N $node -n maintenance -D
      done
      crm_resource -r pgsql-ha --meta -d is-managed
      crm_resource -r pgsql-ha --meta -p notify -v true
      crm_resource -r pgsqld -d crash_policy
      crm_resource -r pgsqld -d maxlag
      crm_resource --cleanup
      """;

  private final Bed bed;

  Health(Bed bed) {
    this.bed = bed;
  }

  void restore() {
    bed.nodes().stream().filter(node -> !node.isRunning()).forEach(Node::start);
    bed.probe()
        .until(NODES_MOST, "all nodes are online", s -> bed.nodes().stream().allMatch(s::isOnline));
    bed.nodes().forEach(Node::releaseAgent);
    bed.anyNode().attemptShell(RESET);
    await("servers answer", this::resetServers);
    rebuildDiverged();
    settles();
    bed.anyNode().attempt(CLEANUP_MOST, "crm_resource", "--cleanup");
    await("the cluster is healthy", this::missing);
  }

  void settles() {
    await("the cluster is settled", () -> missing(bed.probe().now()));
  }

  /// A story may leave a former primary with more WAL than its successor had: it is cloned again.
  private void rebuildDiverged() {
    ClusterState state = bed.probe().until(HEALTHY_MOST, "a primary", s -> s.primary().isPresent());
    for (Node node : bed.others(bed.node(state.primary().orElseThrow()))) {
      if (Divergence.of(node).isPresent()) {
        System.out.printf("  %s has diverged and is cloned again%n", node);
        bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
        bed.probe().until(HEALTHY_MOST, node + " is stopped", s -> !s.isActiveOn(node));
        node.shell("rm -rf " + Node.PGDATA + " && bed-clone");
        bed.cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-D");
      }
    }
  }

  private void await(String what, Await.Look<List<String>> missing) {
    Await.until(HEALTHY_MOST, what, missing, List::isEmpty);
  }

  private List<String> resetServers() {
    List<String> missing = new ArrayList<>();
    for (Node node : bed.nodes()) {
      try {
        Postgres.execute(
            node.address(),
            "ALTER SYSTEM RESET synchronous_standby_names",
            "SELECT pg_reload_conf()");
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
        int wanted = state.isPromoted(node) ? 1001 : 1000;
        if (!state.score(node).equals(Optional.of(wanted))) {
          missing.add("score of %s is %s, not %d".formatted(node, state.score(node), wanted));
        }
      }
    }
    if (state.primary().isEmpty()) {
      missing.add("Promoted are " + state.nodesIn(ClusterState.PROMOTED));
    }
    return missing;
  }

  private List<String> missingServers(Node primary) {
    List<String> missing = new ArrayList<>();
    try {
      Postgres.Facts facts = Postgres.facts(Bed.VIP);
      if (facts.inRecovery() || facts.streamingStandbys() != 2) {
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
    bed.nodes().stream()
        .filter(node -> !node.agentAnswers())
        .forEach(node -> missing.add("the agent of " + node + " does not answer"));
    return missing;
  }
}
