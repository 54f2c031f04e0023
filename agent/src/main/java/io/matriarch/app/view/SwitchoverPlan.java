package io.matriarch.app.view;

import io.matriarch.agent.model.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a switchover would do, or why it is not begun: from what all agents say.
///
/// @param from the primary's node, empty without one
/// @param to the node that is to be promoted, empty when none may be
/// @param faults what stands against it, a sentence each; none for a plan that can be carried out
record SwitchoverPlan(
    String resource, Optional<String> from, Optional<String> to, List<String> faults) {

  private record Candidate(String node, long lagBytes, int score, List<String> faults) {}

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingInt(Candidate::score)
          .reversed()
          .thenComparingLong(Candidate::lagBytes)
          .thenComparing(Candidate::node);

  SwitchoverPlan {
    faults = List.copyOf(faults);
  }

  boolean possible() {
    return faults.isEmpty() && from.isPresent() && to.isPresent();
  }

  /// @param wanted the node that was asked for, empty for the best one
  static SwitchoverPlan of(ClusterStatus status, InstanceStatus local, Optional<String> wanted) {
    String resource = local.resource();
    List<String> faults = new ArrayList<>(clusterFaults(local));
    Optional<String> from = primary(status, local, faults);
    if (from.isEmpty() || from.equals(wanted)) {
      from.ifPresent(node -> faults.add(node + " is the primary already"));
      return new SwitchoverPlan(resource, from, wanted, faults);
    }
    InstanceStatus primary = status.of(from.get(), resource).orElseThrow();
    List<Candidate> candidates =
        local.nodes().stream()
            .filter(node -> !node.name().equals(from.get()))
            .filter(node -> wanted.isEmpty() || node.name().equals(wanted.get()))
            .map(node -> candidate(status, primary, node))
            .toList();
    Optional<Candidate> best =
        candidates.stream().filter(c -> c.faults().isEmpty()).min(BEST_FIRST);
    if (best.isEmpty()) {
      candidates.forEach(c -> faults.addAll(c.faults()));
      if (candidates.isEmpty()) {
        faults.add("there is no other node");
      }
    }
    return new SwitchoverPlan(resource, from, best.map(Candidate::node).or(() -> wanted), faults);
  }

  private static List<String> clusterFaults(InstanceStatus local) {
    if (!local.clusterKnown()) {
      return List.of("the cluster's state is unknown: " + local.cluster().path("reason").asText());
    }
    List<String> faults = new ArrayList<>();
    if (!local.cluster().path("quorate").asBoolean()) {
      faults.add("this partition has no quorum");
    }
    if (local.cluster().path("maintenance").asBoolean()) {
      faults.add(
          "the cluster is in maintenance mode, in which Pacemaker does nothing: end it with"
              + " crm_attribute --name maintenance-mode --delete");
    }
    if (!local.cluster().path("managed").asBoolean()) {
      faults.add(
          "%s is unmanaged, and Pacemaker leaves it alone: manage it again"
              .formatted(local.resource()));
    }
    return faults;
  }

  private static Optional<String> primary(
      ClusterStatus status, InstanceStatus local, List<String> faults) {
    List<String> primaries = status.primaries(local.resource());
    if (primaries.size() != 1) {
      faults.add(
          primaries.isEmpty()
              ? local.resource() + " has no primary that could hand over: see matriarch status"
              : "%s has several primaries: %s"
                  .formatted(local.resource(), String.join(", ", primaries)));
      return Optional.empty();
    }
    String node = primaries.getFirst();
    InstanceStatus primary = status.of(node, local.resource()).orElseThrow();
    if (local.nodes().stream().noneMatch(n -> n.promoted() && n.name().equals(node))) {
      faults.add("%s is a primary, and Pacemaker has not promoted it".formatted(node));
    }
    if (!primary.well() && !primary.degraded()) {
      faults.add("the primary on %s is not well: %s".formatted(node, primary.because()));
    }
    return Optional.of(node);
  }

  private static Candidate candidate(
      ClusterStatus status, InstanceStatus primary, InstanceStatus.Node node) {
    Optional<InstanceStatus> instance = status.of(node.name(), primary.resource());
    List<String> faults = new ArrayList<>(NodeChecks.faults(node));
    if (instance.isEmpty()) {
      faults.add("the agent on %s does not answer".formatted(node.name()));
    } else {
      faults.addAll(StandbyChecks.faults(node.name(), primary, instance.get()));
    }
    Optional<Lsn> end = primary.position();
    long lag = instance.map(i -> i.lagBytes(end).orElse(Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
    return new Candidate(node.name(), lag, node.score().map(Integer::parseInt).orElse(-1), faults);
  }
}
