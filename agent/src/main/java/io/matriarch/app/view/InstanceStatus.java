package io.matriarch.app.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// One resource in a status document.
record InstanceStatus(JsonNode json) {

  /// A node in the cluster view.
  record Node(JsonNode json) {

    String name() {
      return json.path("node").asText();
    }

    boolean online() {
      return json.path("online").asBoolean();
    }

    /// The role that Pacemaker has for the instance, in Pacemaker's spelling.
    String role() {
      String role = json.path("role").asText("unknown");
      return role.isEmpty() ? role : Character.toUpperCase(role.charAt(0)) + role.substring(1);
    }

    boolean promoted() {
      return json.path("role").asText().equals("promoted");
    }

    /// Pacemaker's fail count.
    int failures() {
      return json.path("fail_count").asInt();
    }

    /// Why it must not be promoted, as the CIB keeps it.
    Optional<String> refusal() {
      JsonNode refusal = json.path("refusal");
      return refusal.isTextual() ? Optional.of(refusal.asText()) : Optional.empty();
    }

    /// Where it stood when the administrator allowed it to be promoted with a loss.
    Optional<String> dataLossAllowed() {
      JsonNode at = json.path("data_loss_allowed");
      return at.isTextual() ? Optional.of(at.asText()) : Optional.empty();
    }

    Optional<String> score() {
      JsonNode score = json.path("score");
      return score.isNumber() ? Optional.of(score.asText()) : Optional.empty();
    }
  }

  private static final long FRESH_MS = 3000;
  private static final long SCORE_MISSING_MS = 10_000;
  private static final int DEGRADED = 190;
  private static final List<Integer> WELL = List.of(0, 8);

  String resource() {
    return json.path("resource").asText();
  }

  JsonNode server() {
    return json.path("server");
  }

  JsonNode cluster() {
    return json.path("cluster");
  }

  JsonNode decision() {
    return json.path("decision");
  }

  JsonNode memory() {
    return json.path("memory");
  }

  boolean clusterKnown() {
    return cluster().path("known").asBoolean();
  }

  /// At how many failures Pacemaker leaves a node; an older agent does not tell.
  int migrationThreshold() {
    return cluster().path("migration_threshold").asInt(ClusterView.INFINITY);
  }

  /// Whether Pacemaker keeps the instance off the node for its failures there.
  boolean isKeptOff(Node node) {
    return node.failures() >= migrationThreshold();
  }

  /// How often the instance failed on the node, and of how many times if that is limited.
  String failures(Node node) {
    if (node.failures() == ClusterView.INFINITY) {
      return "INFINITY";
    }
    return migrationThreshold() == ClusterView.INFINITY
        ? String.valueOf(node.failures())
        : "%d of %d".formatted(node.failures(), migrationThreshold());
  }

  List<Node> nodes() {
    return elements(cluster().path("nodes")).map(Node::new).toList();
  }

  String state() {
    return server().path("state").asText("unknown");
  }

  boolean primary() {
    return state().equals("primary") && fresh();
  }

  /// Younger than what the monitor's verdict may be.
  boolean fresh() {
    return ageMillis() <= FRESH_MS;
  }

  /// The age of the observation, or of the look when nothing could be observed.
  long ageMillis() {
    return server().path("age_ms").asLong(json.path("snapshot_age_ms").asLong());
  }

  /// The state as a person wants it: with the one thing about it that matters.
  String stateText() {
    String text =
        switch (state()) {
          case "standby" ->
              server().path("replay_paused").asBoolean()
                  ? "standby, replay paused"
                  : server().path("streaming").asBoolean()
                      ? "standby, streaming"
                      : "standby, apart";
          case "starting" -> "starting: " + server().path("phase").asText();
          case "unreachable" ->
              server().path("accepting").asBoolean() ? "refuses the agent" : "does not answer";
          default -> state();
        };
    return fresh() ? text : text + " " + Units.duration(ageMillis()) + " ago";
  }

  String timeline() {
    return server().path("timeline").asText("-");
  }

  /// What the instance holds: written by a primary, received or replayed by a standby.
  Optional<Lsn> position() {
    return Stream.of("written", "held")
        .map(key -> server().path(key))
        .filter(JsonNode::isTextual)
        .map(node -> Lsn.parse(node.asText()))
        .findFirst();
  }

  /// The same with its timeline.
  Optional<WalPosition> held() {
    return server().path("timeline").isNumber()
        ? position().map(lsn -> new WalPosition(server().path("timeline").asInt(), lsn))
        : Optional.empty();
  }

  /// WAL that the primary has and this standby has not: its own view while it streams, else against
  /// the primary's position, unknown without one.
  OptionalLong lagBytes(Optional<Lsn> primary) {
    if (!state().equals("standby")) {
      return OptionalLong.empty();
    }
    if (server().path("streaming").asBoolean()) {
      return OptionalLong.of(server().path("receive_lag_bytes").asLong());
    }
    return primary.isPresent() && position().isPresent()
        ? OptionalLong.of(primary.get().bytesPast(position().get()))
        : OptionalLong.empty();
  }

  /// That the CIB has not had the decided score for long enough to matter, and what helps.
  Optional<String> missingScore() {
    JsonNode score = decision().path("score");
    if (score.path("missing_for_ms").asLong() < SCORE_MISSING_MS) {
      return Optional.empty();
    }
    return Optional.of(
        "no promotion score has reached the CIB for %s%s: see docs/runbooks/MatriarchScoreMissing.md"
            .formatted(
                Units.duration(score.path("missing_for_ms").asLong()),
                score.path("missing_because").isTextual()
                    ? " (" + score.path("missing_because").asText() + ")"
                    : ""));
  }

  int exitCode() {
    return decision().path("exit_code").asInt();
  }

  boolean well() {
    return WELL.contains(exitCode());
  }

  boolean degraded() {
    return exitCode() >= DEGRADED;
  }

  String rule() {
    return decision().path("rule").asText();
  }

  String because() {
    return decision().path("because").asText();
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
