package io.matriarch.telemetry;

/// Who this agent is: what every metric and every status says first.
///
/// @param version the agent's version
/// @param revision the commit that it was built from
/// @param clusterName Corosync's name of the cluster
/// @param node this node's name in the cluster
public record Identity(String version, String revision, String clusterName, String node) {

  /// Where this agent's events come from.
  String source() {
    return "/matriarch/" + clusterName + "/" + node;
  }
}
