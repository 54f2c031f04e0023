package io.matriarch.telemetry.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line that Pacemaker's alert agent writes: `kind= node= rsc= task= rc= desc=`, the last of
/// them with spaces.
public final class AlertLine {

  private static final Pattern FIELD = Pattern.compile("(kind|node|rsc|task|rc)=(\\S*)");
  private static final List<String> ROUTINE = List.of("monitor", "notify");
  private static final String DESCRIPTION = " desc=";

  private AlertLine() {}

  /// The event of a fencing or of a resource's operation; none for all else, which the CIB tells.
  public static Optional<ClusterEvent> parse(String line) {
    int end = line.indexOf(DESCRIPTION);
    String head = end < 0 ? line : line.substring(0, end);
    String description = end < 0 ? "" : line.substring(end + DESCRIPTION.length()).strip();
    Map<String, String> fields = new TreeMap<>();
    Matcher field = FIELD.matcher(head);
    while (field.find()) {
      fields.put(field.group(1), field.group(2));
    }
    String task = fields.getOrDefault("task", "");
    int code = number(fields.getOrDefault("rc", ""));
    return switch (fields.getOrDefault("kind", "")) {
      case "fencing" ->
          Optional.of(
              new ClusterEvent.FencingTold(
                  fields.getOrDefault("node", ""), task, code, description));
      case "resource" ->
          Optional.<ClusterEvent>of(
                  new ClusterEvent.ResourceTold(
                      fields.getOrDefault("rsc", ""), task, code, description))
              .filter(_ -> code != 0 || !ROUTINE.contains(task));
      default -> Optional.empty();
    };
  }

  private static int number(String text) {
    return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
