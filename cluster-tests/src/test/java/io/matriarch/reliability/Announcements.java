package io.matriarch.reliability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds in an agent's journal of events what it said of data that is lost: WAL that was left
/// behind by a failover, a node whose data went another way, and one that is rewound or cloned for
/// it.
public final class Announcements {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> STEPS = Set.of("repair/rewind-begun", "repair/rebuild-begun");

  private Announcements() {}

  /// The sentences of those events.
  ///
  /// @param journal an event in JSON each; a line that is none is left out
  /// @param before lines of the time that is not asked about, which may be in the journal still;
  ///   each event has a number of its own, so that no two lines are alike
  public static List<String> among(List<String> journal, Set<String> before) {
    List<String> found = new ArrayList<>();
    for (String line : journal) {
      if (before.contains(line)) {
        continue;
      }
      try {
        JsonNode event = MAPPER.readTree(line);
        if (announces(event)) {
          found.add(event.path("data").path("sentence").asText());
        }
      } catch (JsonProcessingException e) {
        // A line that was cut off when its node was killed.
      }
    }
    return found;
  }

  private static boolean announces(JsonNode event) {
    JsonNode data = event.path("data");
    return switch (event.path("type").asText()) {
      case "io.matriarch.failover.ended" -> data.path("lost_wal_bytes").asLong() > 0;
      case "io.matriarch.decision.changed" -> data.path("rule").asText().equals("standby/diverged");
      case "io.matriarch.step.taken" -> STEPS.contains(data.path("step").asText());
      default -> false;
    };
  }
}
