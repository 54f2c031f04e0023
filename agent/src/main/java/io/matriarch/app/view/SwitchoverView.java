package io.matriarch.app.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What a switchover is about, and what became of it, for people and for programs.
record SwitchoverView(SwitchoverPlan plan, boolean dryRun) {

  String refusal() {
    StringBuilder text = new StringBuilder("Not switched over, nothing was done:\n");
    plan.faults().forEach(fault -> text.append("  - ").append(fault).append('\n'));
    return text.toString();
  }

  String intention() {
    return "%s would move from %s to %s: all checks have passed. Nothing was done.\n"
        .formatted(plan.resource(), plan.from().orElseThrow(), plan.to().orElseThrow());
  }

  String result(Timeline timeline) {
    String from = plan.from().orElseThrow();
    String to = plan.to().orElseThrow();
    return "Switched over: %s moved from %s to %s.\n\n".formatted(plan.resource(), from, to)
        + moment(timeline.demoted(), from + " demoted: it takes no more writes")
        + moment(timeline.writable(), to + " writable")
        + moment(timeline.promoted(), to + " promoted: what goes with the role follows it");
  }

  private static String moment(Optional<Duration> after, String what) {
    String millis = after.map(d -> Long.toString(d.toMillis())).orElse("?");
    return String.format(Locale.ROOT, "%8s ms  %s%n", millis, what);
  }

  ObjectNode json(Timeline timeline, Optional<String> fault) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("resource", plan.resource());
    put(json, "from", plan.from());
    put(json, "to", plan.to());
    json.put("possible", plan.possible());
    json.put("dry_run", dryRun);
    json.put("moved", timeline.complete());
    var faults = json.putArray("faults");
    plan.faults().forEach(faults::add);
    fault.ifPresent(faults::add);
    ObjectNode times = json.putObject("timeline");
    put(times, "demoted_ms", timeline.demoted());
    put(times, "writable_ms", timeline.writable());
    put(times, "promoted_ms", timeline.promoted());
    return json;
  }

  private static void put(ObjectNode json, String key, Optional<?> value) {
    if (value.isEmpty()) {
      json.putNull(key);
    } else if (value.get() instanceof Duration duration) {
      json.put(key, duration.toMillis());
    } else {
      json.put(key, value.get().toString());
    }
  }
}
