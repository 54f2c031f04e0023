package io.matriarch.agent.model;

import java.util.List;
import java.util.Optional;

/// What the CIB says of the cluster and of one promotable resource.
///
/// @param version `admin_epoch.epoch.num_updates`
/// @param designatedController the DC's node name, empty while there is none
/// @param maintenance whether the whole cluster is in maintenance mode
/// @param managed whether Pacemaker manages the resource
/// @param migrationThreshold at how many failures of the instance Pacemaker leaves its node;
///   [#INFINITY] where it stays whatever fails
/// @param companions primitives that Pacemaker has where the resource is promoted, such as the
///   virtual address: those colocated with that role
public record ClusterView(
    String version,
    boolean quorate,
    String designatedController,
    boolean maintenance,
    boolean managed,
    int migrationThreshold,
    boolean fencingEnabled,
    List<Node> nodes,
    Optional<PromotionRecord> promotionRecord,
    Optional<SynchronousSet> synchronousSet,
    List<String> companions) {

  /// Pacemaker's INFINITY.
  public static final int INFINITY = 1_000_000;

  /// A cluster node, and the resource's instance on it.
  ///
  /// @param member in the Corosync membership and joined
  /// @param score the promotion score, empty when there is none
  /// @param refusal why it must not be promoted, over restarts, until it proves otherwise
  /// @param dataLossAllowed where it stood when the administrator allowed it to be promoted with
  ///   the loss of all that it lacks
  public record Node(
      String name,
      boolean member,
      boolean unclean,
      boolean standbyMode,
      boolean maintenance,
      Role role,
      Optional<Integer> score,
      int failCount,
      Optional<Refusal> refusal,
      Optional<WalPosition> dataLossAllowed) {

    /// The same node with another score.
    public Node withScore(Optional<Integer> other) {
      return new Node(
          name,
          member,
          unclean,
          standbyMode,
          maintenance,
          role,
          other,
          failCount,
          refusal,
          dataLossAllowed);
    }
  }

  /// The role in which Pacemaker last saw or put an instance.
  public enum Role {
    PROMOTED,
    UNPROMOTED,
    STOPPED,
    UNKNOWN
  }

  public ClusterView {
    nodes = List.copyOf(nodes);
    companions = List.copyOf(companions);
  }

  /// The same with other nodes.
  public ClusterView withNodes(List<Node> others) {
    return new ClusterView(
        version,
        quorate,
        designatedController,
        maintenance,
        managed,
        migrationThreshold,
        fencingEnabled,
        others,
        promotionRecord,
        synchronousSet,
        companions);
  }

  public Optional<Node> node(String name) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst();
  }

  /// The promotion score of a node, if it has one.
  public Optional<Integer> score(String name) {
    return node(name).flatMap(Node::score);
  }

  /// The nodes on which Pacemaker believes the instance to be Promoted, and that are members.
  public List<String> promotedNodes() {
    return nodes.stream()
        .filter(n -> n.member() && n.role() == Role.PROMOTED)
        .map(Node::name)
        .toList();
  }

  /// Whether Pacemaker leaves the resource on this node alone.
  public boolean handsOff(String node) {
    return maintenance || !managed || node(node).map(Node::maintenance).orElse(false);
  }
}
