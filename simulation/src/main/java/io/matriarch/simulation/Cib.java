package io.matriarch.simulation;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one partition's members agree on. A partition that splits has two of it.
final class Cib {

  private final List<String> nodes;
  final Map<String, Role> roles = new TreeMap<>();
  final Map<String, Integer> scores = new TreeMap<>();
  final Map<String, Refusal> refusals = new TreeMap<>();
  final Map<String, WalPosition> losses = new TreeMap<>();
  final SortedSet<String> failed = new TreeSet<>();

  /// Those of the failed that were not well when they failed, which Pacemaker does not know.
  final SortedSet<String> ill = new TreeSet<>();

  final SortedSet<String> restart = new TreeSet<>();
  final SortedSet<String> unclean = new TreeSet<>();
  final SortedSet<String> standby = new TreeSet<>();
  Optional<String> preferred = Optional.empty();
  Optional<PromotionRecord> promotion = Optional.empty();
  Optional<SynchronousSet> synchronous = Optional.empty();
  long version;

  Cib(List<String> nodes) {
    this.nodes = nodes;
    nodes.forEach(node -> roles.put(node, Role.UNKNOWN));
  }

  Cib copy() {
    Cib copy = new Cib(nodes);
    copy.roles.putAll(roles);
    copy.scores.putAll(scores);
    copy.refusals.putAll(refusals);
    copy.losses.putAll(losses);
    copy.failed.addAll(failed);
    copy.ill.addAll(ill);
    copy.restart.addAll(restart);
    copy.unclean.addAll(unclean);
    copy.standby.addAll(standby);
    copy.preferred = preferred;
    copy.promotion = promotion;
    copy.synchronous = synchronous;
    copy.version = version;
    return copy;
  }

  void recovered(String node) {
    failed.remove(node);
    ill.remove(node);
  }

  Role role(String node) {
    return roles.getOrDefault(node, Role.UNKNOWN);
  }

  boolean active(String node) {
    Role role = role(node);
    return role == Role.PROMOTED || role == Role.UNPROMOTED;
  }

  ClusterView view(SortedSet<String> members, boolean quorate, String controller) {
    List<ClusterView.Node> all = nodes.stream().map(name -> node(name, members)).toList();
    return new ClusterView(
        "0.%d.0".formatted(version),
        quorate,
        controller,
        false,
        true,
        ClusterView.INFINITY,
        true,
        all,
        promotion,
        synchronous,
        List.of());
  }

  private ClusterView.Node node(String name, SortedSet<String> members) {
    return new ClusterView.Node(
        name,
        members.contains(name),
        unclean.contains(name),
        standby.contains(name),
        false,
        role(name),
        Optional.ofNullable(scores.get(name)),
        0,
        Optional.ofNullable(refusals.get(name)),
        Optional.ofNullable(losses.get(name)));
  }
}
