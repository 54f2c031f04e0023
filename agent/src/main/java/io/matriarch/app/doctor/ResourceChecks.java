package io.matriarch.app.doctor;

import io.matriarch.agent.cluster.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the CIB says of one resource of the agent: its clone, operations and constraints.
final class ResourceChecks {

  private static final Map<String, Integer> TIMEOUTS = timeouts();
  private static final int MONITOR_TIMEOUT = 10;
  private static final int INTERVAL_MAX = 10;
  private static final int PACEMAKER_DEFAULT = 20;
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|msec|s|sec|m|min|)");

  private final Element cib;
  private final Element clone;
  private final Element primitive;
  private final List<Finding> findings = new ArrayList<>();

  private ResourceChecks(Element cib, Element clone, Element primitive) {
    this.cib = cib;
    this.clone = clone;
    this.primitive = primitive;
  }

  private static Map<String, Integer> timeouts() {
    Map<String, Integer> seconds = new LinkedHashMap<>();
    seconds.put("start", 60);
    seconds.put("stop", 60);
    seconds.put("promote", 30);
    seconds.put("demote", 120);
    seconds.put("notify", 60);
    return seconds;
  }

  static List<ResourceChecks> all(Element cib) {
    List<ResourceChecks> all = new ArrayList<>();
    cib.path("configuration", "resources")
        .flatMap(Element::tree)
        .filter(e -> e.name().equals("clone"))
        .forEach(
            clone ->
                clone
                    .all("primitive")
                    .filter(p -> p.get("provider").equals("matriarch"))
                    .forEach(p -> all.add(new ResourceChecks(cib, clone, p))));
    return all;
  }

  List<Finding> findings() {
    meta();
    monitors();
    operationTimeouts();
    address();
    return List.copyOf(findings);
  }

  private void problem(boolean found, String sentence, String remedy) {
    if (found) {
      findings.add(Finding.problem(PacemakerChecks.WHERE, sentence, remedy));
    }
  }

  private void risk(boolean found, String sentence, String remedy) {
    if (found) {
      findings.add(Finding.risk(PacemakerChecks.WHERE, sentence, remedy));
    }
  }

  private String id() {
    return primitive.get("id");
  }

  private Optional<String> meta(String name) {
    return List.of(clone, primitive).stream()
        .flatMap(e -> e.path("meta_attributes", "nvpair"))
        .filter(pair -> pair.get("name").equals(name))
        .map(pair -> pair.get("value"))
        .findFirst();
  }

  private boolean isTrue(String name) {
    return meta(name).filter(v -> !PacemakerChecks.isFalse(v)).isPresent();
  }

  private void meta() {
    String set = "crm_resource --meta -r " + clone.get("id") + " -p ";
    problem(
        !isTrue("promotable"), clone.get("id") + " is not promotable", set + "promotable -v true");
    problem(
        !isTrue("notify"),
        "notifications are off: elections are held in them",
        set + "notify -v true");
    risk(
        meta("is-managed").filter(PacemakerChecks::isFalse).isPresent(),
        id() + " is unmanaged: no failover happens",
        set + "is-managed -v true");
    risk(
        meta("target-role").filter(v -> !v.matches("(?i)promoted|master|started")).isPresent(),
        id() + " has a target-role that lets nobody be promoted",
        "crm_resource --meta -r " + clone.get("id") + " -d target-role");
    int nodes = (int) cib.path("configuration", "nodes", "node").count();
    risk(
        meta("clone-max")
            .filter(v -> v.matches("\\d{1,3}") && Integer.parseInt(v) < nodes)
            .isPresent(),
        "clone-max is less than the number of nodes: some have no instance",
        set + "clone-max -v " + nodes);
  }

  private List<Element> operations(String name) {
    return primitive.path("operations", "op").filter(op -> op.get("name").equals(name)).toList();
  }

  private void monitors() {
    List<Element> monitors = operations("monitor");
    List<Element> promoted =
        monitors.stream().filter(m -> m.get("role").matches("Promoted|Master")).toList();
    List<Element> others = monitors.stream().filter(m -> !promoted.contains(m)).toList();
    problem(
        promoted.isEmpty(),
        "the Promoted role of " + id() + " has no monitor: Pacemaker does not see its failure",
        "op monitor interval=250ms timeout=10s role=Promoted on-fail=demote");
    problem(
        others.isEmpty(),
        "the Unpromoted role of " + id() + " has no monitor",
        "op monitor interval=2s timeout=10s role=Unpromoted");
    problem(
        promoted.stream()
            .anyMatch(
                p -> others.stream().anyMatch(o -> millis(o, "interval") == millis(p, "interval"))),
        "both monitors of " + id() + " have the same interval: Pacemaker takes them for one",
        "give them different intervals, such as 250ms and 2s");
    for (Element monitor : monitors) {
      String which = "the monitor of " + monitor.get("role") + " " + id();
      risk(
          seconds(monitor, "interval") > INTERVAL_MAX,
          which + " runs every " + monitor.get("interval") + ": a failure is seen late",
          "a monitor costs a millisecond: 250ms and 2s do no harm");
      risk(
          seconds(monitor, "timeout") < MONITOR_TIMEOUT,
          which + " has a timeout of less than 10 s: a busy machine fails it",
          "set its timeout to 10s");
    }
    risk(
        promoted.stream().anyMatch(p -> !p.get("on-fail").equals("demote")),
        "a failed Promoted monitor restarts the server where a demotion would do",
        "set on-fail=demote on the Promoted monitor");
  }

  private void operationTimeouts() {
    TIMEOUTS.forEach(
        (name, least) -> {
          int seconds =
              operations(name).stream()
                  .mapToInt(op -> seconds(op, "timeout"))
                  .findFirst()
                  .orElse(PACEMAKER_DEFAULT);
          risk(
              seconds < least,
              "%s of %s has %d s: too little for a slow moment".formatted(name, id(), seconds),
              "set op %s timeout=%ds".formatted(name, least));
        });
  }

  /// In seconds, rounded down.
  private static int seconds(Element operation, String name) {
    return (int) (millis(operation, name) / 1000);
  }

  /// In milliseconds; what is not given is Pacemaker's default.
  private static long millis(Element operation, String name) {
    Matcher duration = DURATION.matcher(operation.get(name).strip());
    if (!duration.matches()) {
      return name.equals("interval") ? 0 : PACEMAKER_DEFAULT * 1000L;
    }
    long number = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "ms", "msec" -> number;
      case "m", "min" -> number * 60_000;
      default -> number * 1000;
    };
  }

  private void address() {
    List<Element> colocations =
        cib.path("configuration", "constraints", "rsc_colocation")
            .filter(c -> c.get("with-rsc").equals(clone.get("id")))
            .filter(c -> c.get("with-rsc-role").matches("Promoted|Master"))
            .toList();
    risk(
        colocations.isEmpty(),
        "no virtual address follows the primary of " + id(),
        "pcs constraint colocation add ADDRESS with Promoted " + clone.get("id"));
    for (Element colocation : colocations) {
      String address = colocation.get("rsc");
      order(address, "promote", "start", "it may come before the promotion");
      order(address, "demote", "stop", "standbys lose the last WAL if it leaves before the demote");
    }
  }

  private void order(String address, String first, String then, String why) {
    List<Element> orders =
        cib.path("configuration", "constraints", "rsc_order")
            .filter(o -> o.get("first").equals(clone.get("id")))
            .filter(o -> o.get("then").equals(address))
            .filter(o -> o.get("first-action").equals(first))
            .toList();
    String remedy =
        "pcs constraint order %s %s then %s %s symmetrical=false kind=Mandatory"
            .formatted(first, clone.get("id"), then, address);
    risk(
        orders.isEmpty(),
        "nothing orders %s after the %s: %s".formatted(address, first, why),
        remedy);
    risk(
        orders.stream().anyMatch(o -> !PacemakerChecks.isFalse(o.get("symmetrical"))),
        "the order of %s after the %s is symmetrical: the address would leave too early"
            .formatted(address, first),
        remedy);
  }
}
