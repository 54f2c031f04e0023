package io.matriarch.app.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `crm_simulate` says that Pacemaker would do, in words.
///
/// @param steps a sentence each
/// @param promoted the nodes that would have the primary afterwards
record Transition(List<String> steps, List<String> promoted) {

  private static final Pattern STEP =
      Pattern.compile("\\s*\\* (\\w+)\\s+(\\S+)\\s+\\( *(.*?) *\\)\\s*(.*)");
  private static final Pattern FENCE = Pattern.compile("\\s*\\* Fence \\((\\w+)\\) (\\S+) *(.*)");
  private static final Pattern PROMOTED = Pattern.compile("\\s*\\* Promoted: \\[(.*)\\]");

  Transition {
    steps = List.copyOf(steps);
    promoted = List.copyOf(promoted);
  }

  static Transition parse(String text) {
    List<String> steps = new ArrayList<>();
    List<String> promoted = new ArrayList<>();
    String section = "";
    for (String line : text.lines().toList()) {
      if (!line.startsWith(" ") && line.endsWith(":")) {
        section = line;
      }
      Matcher fence = FENCE.matcher(line);
      Matcher step = STEP.matcher(line);
      Matcher where = PROMOTED.matcher(line);
      if (section.startsWith("Transition") && fence.matches()) {
        steps.add(
            "Pacemaker fences %s (%s): %s"
                .formatted(fence.group(2), fence.group(1), fence.group(3).replace("'", "")));
      } else if (section.startsWith("Transition") && step.matches()) {
        steps.add(sentence(step));
      } else if (section.startsWith("Revised") && where.matches()) {
        promoted.addAll(List.of(where.group(1).strip().split("\\s+")));
      }
    }
    return new Transition(steps, promoted.stream().filter(n -> !n.isEmpty()).toList());
  }

  private static String sentence(Matcher step) {
    String resource = step.group(2).replaceFirst(":\\d+$", "");
    String places = step.group(3).replaceAll("\\s+", " ");
    String node = places.substring(places.lastIndexOf(' ') + 1);
    String reason = step.group(4).isEmpty() ? "" : " " + step.group(4).strip();
    String words =
        switch (step.group(1)) {
          case "Promote" -> resource + " is promoted on " + node;
          case "Demote" -> resource + " is demoted on " + node;
          case "Start" -> resource + " starts on " + node;
          case "Stop" -> resource + " stops on " + node;
          case "Move" -> resource + " moves: " + places.replace("->", "to");
          case "Recover" -> resource + " is recovered on " + node;
          default -> step.group(1).toLowerCase(Locale.ROOT) + " " + resource + ": " + places;
        };
    return words + reason;
  }
}
