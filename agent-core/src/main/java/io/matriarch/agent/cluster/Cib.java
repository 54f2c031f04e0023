package io.matriarch.agent.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One CIB: its version, the cluster's properties, and what the other readers need to find.
final class Cib {

  private static final Set<String> PROPERTIES =
      Set.of("maintenance-mode", "fencing-enabled", "stonith-enabled", "startup-fencing");

  private final Element root;
  private final Element configuration;
  private final ValueSets sets;
  private final Map<String, String> properties;
  private final List<String> faults = new ArrayList<>();

  Cib(Element root) {
    if (!root.name().equals("cib")) {
      throw new PacemakerException(
          "cibadmin did not print a CIB, but <%s>: check the CIB_file variable"
              .formatted(root.name()));
    }
    this.root = root;
    this.configuration =
        root.all("configuration")
            .findFirst()
            .orElseThrow(() -> new PacemakerException("the CIB has no configuration section"));
    this.sets = new ValueSets(configuration);
    this.properties =
        sets.read(
            configuration.path("crm_config", "cluster_property_set"),
            name -> PROPERTIES.contains(name) || name.startsWith("matriarch-"),
            faults);
  }

  /// `admin_epoch.epoch.num_updates`.
  String version() {
    return root.get("admin_epoch") + "." + root.get("epoch") + "." + root.get("num_updates");
  }

  /// What changes whenever anything does: the root's attributes.
  Map<String, String> rootAttributes() {
    return root.attributes();
  }

  boolean quorate() {
    return Words.isTrue(root.get("have-quorum"));
  }

  /// The DC's name, empty while there is none.
  String designatedController() {
    String id = root.get("dc-uuid");
    return nodes().stream()
        .filter(node -> node.get("id").equals(id))
        .map(node -> node.get("uname"))
        .findFirst()
        .orElse("");
  }

  Optional<String> property(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  boolean property(String name, boolean fallback) {
    return property(name).flatMap(Words::bool).orElse(fallback);
  }

  /// Pacemaker 3.0.2 has a new name for the property, which counts for more than the old one.
  boolean fencingEnabled() {
    return property("fencing-enabled", property("stonith-enabled", true));
  }

  /// The cluster nodes; Pacemaker Remote's are left out, for no agent can run there.
  List<Element> nodes() {
    return configuration
        .path("nodes", "node")
        .filter(node -> node.find("type").map("member"::equals).orElse(true))
        .toList();
  }

  Optional<Element> stateOf(String nodeId) {
    return root.path("status", "node_state")
        .filter(state -> state.get("id").equals(nodeId))
        .findFirst();
  }

  Element configuration() {
    return configuration;
  }

  ValueSets sets() {
    return sets;
  }

  /// What is wrong with the cluster's properties.
  List<String> faults() {
    return List.copyOf(faults);
  }
}
