package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads one node's state from the CIB, and what it says of the instances there.
final class NodeReader {

  private final Cib cib;
  private final Element node;
  private final Optional<Element> state;
  private final Map<String, String> permanent;
  private final Map<String, String> transients;

  NodeReader(Cib cib, Element node) {
    this.cib = cib;
    this.node = node;
    this.state = cib.stateOf(node.get("id"));
    this.permanent = values(node.all("instance_attributes"));
    this.transients =
        values(state.stream().flatMap(s -> s.path("transient_attributes", "instance_attributes")));
  }

  private Map<String, String> values(Stream<Element> sets) {
    return cib.sets().read(sets, _ -> false, new ArrayList<>());
  }

  ClusterView.Node read(String resource) {
    return new ClusterView.Node(
        node.get("uname"),
        isMember(),
        isUnclean(),
        Words.isTrue(attribute("standby")),
        Words.isTrue(attribute("maintenance")),
        isMember() ? RoleHistory.of(history(resource)) : Role.UNKNOWN,
        Optional.ofNullable(transients.get("master-" + resource)).flatMap(Words::score),
        failCount(resource),
        kept(refusalName(resource), Refusal::parse),
        kept(dataLossName(resource), WalPosition::parse));
  }

  /// The name of the permanent attribute that keeps a node's refusal.
  static String refusalName(String resource) {
    return "matriarch-" + resource + "-refused";
  }

  /// The name of the transient attribute that allows a node to be promoted with a loss.
  static String dataLossName(String resource) {
    return "matriarch-" + resource + "-allow-data-loss";
  }

  private <T> Optional<T> kept(String name, Function<String, T> parse) {
    String text = attribute(name);
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(parse.apply(text));
    } catch (IllegalArgumentException e) {
      throw new PacemakerException(
          "the attribute %s of node %s is %s: correct it, or delete it with crm_attribute"
              .formatted(name, node.get("uname"), e.getMessage()),
          e);
    }
  }

  private boolean isMember() {
    return inCluster() && hasController() && stateAttribute("join").equals("member");
  }

  private boolean inCluster() {
    return Words.isPresent(stateAttribute("in_ccm"));
  }

  private boolean hasController() {
    return Words.isPresent(stateAttribute("crmd"));
  }

  /// Whether the scheduler would have the node fenced. It is told from the membership and the asked
  /// termination alone; Pacemaker also fences for a failed stop, which shows up here only once the
  /// node is gone.
  private boolean isUnclean() {
    boolean expected = stateAttribute("expected").equals("member");
    if (!cib.fencingEnabled()) {
      return expected && inCluster() && !hasController();
    }
    if (state.isEmpty()) {
      return cib.property("startup-fencing", true);
    }
    if (Words.number(attribute("shutdown")).orElse(0L) > 0) {
      return false;
    }
    boolean terminated = Words.isPresent(attribute("terminate"));
    boolean alive = inCluster() || hasController();
    return stateAttribute("join").equals("nack")
        || (expected && !(inCluster() && hasController()))
        || (terminated && alive);
  }

  private String stateAttribute(String name) {
    return state.map(s -> s.get(name)).orElse("");
  }

  /// A transient attribute comes before a permanent one of the same name.
  private String attribute(String name) {
    return transients.getOrDefault(name, permanent.getOrDefault(name, ""));
  }

  private List<Element> history(String resource) {
    Pattern ids = Pattern.compile(Pattern.quote(resource) + "(:\\d+)?");
    return state.stream()
        .flatMap(s -> s.path("lrm", "lrm_resources", "lrm_resource"))
        .filter(r -> ids.matcher(r.get("id")).matches())
        .flatMap(r -> r.all("lrm_rsc_op"))
        .toList();
  }

  /// The sum over all operations, as Pacemaker counts for `migration-threshold`.
  private int failCount(String resource) {
    Pattern names = Pattern.compile("fail-count-" + Pattern.quote(resource) + "(:\\d+)?(#.*)?");
    return transients.entrySet().stream()
        .filter(e -> names.matcher(e.getKey()).matches())
        .flatMap(e -> Words.score(e.getValue()).stream())
        .reduce(0, (sum, count) -> Math.min(Words.INFINITY, sum + count));
  }
}
