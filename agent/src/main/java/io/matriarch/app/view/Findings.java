package io.matriarch.app.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is not well in a cluster, a sentence each, and the exit code that says so to scripts.
record Findings(List<String> problems, int exitCode) {

  static final int WELL = 0;
  static final int DEGRADED = 1;
  static final int NO_PRIMARY = 2;
  static final int NO_AGENT = 3;

  Findings {
    problems = List.copyOf(problems);
  }

  static Findings of(ClusterStatus status) {
    List<String> problems = new ArrayList<>();
    boolean primary = true;
    if (status.resources().isEmpty()) {
      problems.add("no ocf:matriarch:postgres is configured, or none was observed yet");
      primary = false;
    }
    for (InstanceStatus resource : status.resources()) {
      addCluster(problems, resource);
      primary &= addPrimary(problems, status, resource);
    }
    addAgents(problems, status);
    int exitCode = !primary ? NO_PRIMARY : problems.isEmpty() ? WELL : DEGRADED;
    return new Findings(problems.stream().distinct().toList(), exitCode);
  }

  private static void addCluster(List<String> problems, InstanceStatus resource) {
    if (!resource.clusterKnown()) {
      problems.add("the cluster's state is unknown: " + resource.cluster().path("reason").asText());
      return;
    }
    if (!resource.cluster().path("quorate").asBoolean()) {
      problems.add("this partition has no quorum");
    }
    if (resource.cluster().path("maintenance").asBoolean()) {
      problems.add("the cluster is in maintenance mode: Pacemaker does nothing");
    }
    if (!resource.cluster().path("managed").asBoolean()) {
      problems.add(resource.resource() + " is unmanaged: Pacemaker leaves it alone");
    }
    for (InstanceStatus.Node node : resource.nodes()) {
      if (node.json().path("standby_mode").asBoolean()) {
        problems.add(node.name() + " is in standby mode: it runs no resource");
      }
      node.refusal()
          .ifPresent(
              why -> problems.add(node.name() + " is refused until it holds more: it " + why));
      node.dataLossAllowed()
          .ifPresent(
              at -> problems.add(node.name() + " may be promoted with a loss, allowed at " + at));
      if (resource.isKeptOff(node)) {
        problems.add(keptOff(resource, node));
      }
      if (node.json().path("unclean").asBoolean()) {
        problems.add(node.name() + " is unclean: it waits to be fenced");
      }
    }
  }

  private static String keptOff(InstanceStatus resource, InstanceStatus.Node node) {
    return ("Pacemaker keeps %s off %s, where its fail count is %s:"
            + " when the cause is gone, crm_resource --cleanup -r %s -N %s")
        .formatted(
            resource.resource(),
            node.name(),
            resource.failures(node),
            resource.resource(),
            node.name());
  }

  /// Whether there is a primary, as far as that can be known.
  private static boolean addPrimary(
      List<String> problems, ClusterStatus status, InstanceStatus resource) {
    String name = resource.resource();
    List<String> primaries = status.primaries(name);
    if (primaries.size() > 1) {
      problems.add(name + " has several primaries: " + String.join(", ", primaries));
    }
    if (!primaries.isEmpty()) {
      return true;
    }
    List<String> unseen =
        resource.nodes().stream()
            .filter(n -> n.online() && n.promoted() && status.of(n.name(), name).isEmpty())
            .map(InstanceStatus.Node::name)
            .toList();
    problems.add(
        unseen.isEmpty()
            ? name + " has no primary"
            : "Pacemaker has "
                + name
                + " Promoted on "
                + unseen.getFirst()
                + ", which cannot be confirmed: its agent does not answer");
    return !unseen.isEmpty();
  }

  private static void addAgents(List<String> problems, ClusterStatus status) {
    for (Map.Entry<String, AgentAnswer> entry : status.answers().entrySet()) {
      String node = entry.getKey();
      switch (entry.getValue()) {
        case AgentAnswer.Silent(var reason) ->
            problems.add(
                reason.equals(ClusterStatus.NOT_A_MEMBER)
                    ? node + " is " + reason
                    : "the agent on " + node + " does not answer: " + reason);
        case AgentAnswer.Told told ->
            told.resources().forEach(resource -> addInstance(problems, node, resource));
      }
    }
  }

  private static void addInstance(List<String> problems, String node, InstanceStatus instance) {
    String who = instance.resource() + " on " + node;
    if (!instance.fresh()) {
      problems.add(who + " was last observed " + Units.duration(instance.ageMillis()) + " ago");
    } else if (!instance.well() || isApart(instance)) {
      problems.add(who + ": " + instance.because());
    }
    instance.missingScore().ifPresent(sentence -> problems.add(who + ": " + sentence));
  }

  /// The monitor of a standby that lost its primary answers 0: nothing is to be restarted for it.
  private static boolean isApart(InstanceStatus instance) {
    return instance.state().equals("standby") && !instance.server().path("streaming").asBoolean();
  }
}
