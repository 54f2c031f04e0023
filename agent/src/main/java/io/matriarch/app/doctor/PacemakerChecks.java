package io.matriarch.app.doctor;

import io.matriarch.agent.cluster.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the CIB says that concerns the whole cluster.
public final class PacemakerChecks {

  static final String WHERE = "pacemaker";

  /// Since Pacemaker 3.0.2, which heeds the name of before where this one is not set.
  private static final String FENCING = "fencing-enabled";

  private static final String FENCING_BEFORE = "stonith-enabled";
  private static final int LOAD_THRESHOLD_USUAL = 80;
  private static final int LOAD_THRESHOLD_LEAST = 400;

  private final Element cib;
  private final List<Finding> findings = new ArrayList<>();

  private PacemakerChecks(Element cib) {
    this.cib = cib;
  }

  /// All that is found in the CIB, also of its resources.
  public static List<Finding> of(Element cib) {
    PacemakerChecks checks = new PacemakerChecks(cib);
    checks.fencing();
    checks.properties();
    checks.constraints();
    checks.alert();
    List<Finding> all = new ArrayList<>(checks.findings);
    List<ResourceChecks> resources = ResourceChecks.all(cib);
    if (resources.isEmpty()) {
      all.add(
          Finding.problem(
              WHERE,
              "there is no clone of ocf:matriarch:postgres",
              "configure one as the README shows"));
    }
    resources.forEach(resource -> all.addAll(resource.findings()));
    return List.copyOf(all);
  }

  private void problem(boolean found, String sentence, String remedy) {
    if (found) {
      findings.add(Finding.problem(WHERE, sentence, remedy));
    }
  }

  private void risk(boolean found, String sentence, String remedy) {
    if (found) {
      findings.add(Finding.risk(WHERE, sentence, remedy));
    }
  }

  private Optional<String> property(String name) {
    return cib.path("configuration", "crm_config", "cluster_property_set", "nvpair")
        .filter(pair -> pair.get("name").equals(name))
        .map(pair -> pair.get("value"))
        .findFirst();
  }

  static boolean isFalse(String value) {
    return List.of("false", "off", "no", "0").contains(value.toLowerCase(Locale.ROOT));
  }

  private List<String> nodes() {
    return cib.path("configuration", "nodes", "node").map(node -> node.get("uname")).toList();
  }

  private void fencing() {
    String name = property(FENCING).isPresent() ? FENCING : FENCING_BEFORE;
    problem(
        property(name).filter(PacemakerChecks::isFalse).isPresent(),
        "fencing is off (%s=false): a lost node may go on writing".formatted(name),
        "configure a fence device for each node, then: crm_attribute -n %s -v true"
            .formatted(name));
    List<Element> devices =
        cib.path("configuration", "resources")
            .flatMap(Element::tree)
            .filter(e -> e.name().equals("primitive") && e.get("class").equals("stonith"))
            .toList();
    problem(
        devices.isEmpty(),
        "there is no fence device",
        "create one for each node, such as: pcs stonith create fence-n1 fence_ipmilan …");
    boolean listed = devices.stream().allMatch(d -> parameter(d, "pcmk_host_list").isPresent());
    for (String node : nodes()) {
      boolean covered =
          devices.stream()
              .flatMap(d -> parameter(d, "pcmk_host_list").stream())
              .anyMatch(list -> List.of(list.split("[\\s,;]+")).contains(node));
      problem(
          listed && !devices.isEmpty() && !covered,
          "no fence device has " + node + " in pcmk_host_list",
          "create a fence device for " + node);
    }
  }

  private static Optional<String> parameter(Element primitive, String name) {
    return primitive
        .path("instance_attributes", "nvpair")
        .filter(pair -> pair.get("name").equals(name))
        .map(pair -> pair.get("value"))
        .findFirst();
  }

  private void properties() {
    problem(
        property("no-quorum-policy").filter("ignore"::equals).isPresent(),
        "no-quorum-policy=ignore: both halves of a divided cluster promote a primary",
        "crm_attribute -n no-quorum-policy -v stop");
    risk(
        property("maintenance-mode").filter(v -> !isFalse(v)).isPresent(),
        "the cluster is in maintenance mode: no failover happens",
        "when the work is done: crm_attribute -n maintenance-mode -v false");
    risk(
        loadThreshold() < LOAD_THRESHOLD_LEAST,
        "load-threshold is %d%%: a node with more load than that does one thing at a time, and so does"
                .formatted(loadThreshold())
            + " the cluster: a failover of a busy database takes seconds longer",
        "crm_attribute -n load-threshold -v 1000%");
    risk(
        nodes().size() == 1,
        "the cluster has one node",
        "add a node: one alone has nobody to fail over to");
  }

  /// In percent of a node's processors.
  private int loadThreshold() {
    return property("load-threshold")
        .filter(value -> value.matches("\\d{1,6}%"))
        .map(value -> Integer.parseInt(value.substring(0, value.length() - 1)))
        .orElse(LOAD_THRESHOLD_USUAL);
  }

  private void constraints() {
    cib.path("configuration", "constraints", "rsc_location")
        .map(c -> c.get("id"))
        .filter(id -> id.startsWith("cli-ban-") || id.startsWith("cli-prefer-"))
        .forEach(
            id ->
                risk(
                    true,
                    "the constraint " + id + " was left behind by a --move or --ban",
                    "crm_resource --clear -r CLONE removes it"));
  }

  private void alert() {
    boolean there =
        cib.path("configuration", "alerts", "alert")
            .anyMatch(alert -> alert.get("path").endsWith("/matriarch/alert"));
    risk(
        !there,
        "no alert wakes the agents: they notice changes late, and know nothing of fencings",
        "pcs alert create path=/usr/lib/matriarch/alert id=matriarch-wake");
  }
}
