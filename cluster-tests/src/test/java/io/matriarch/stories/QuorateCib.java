package io.matriarch.stories;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the cluster's configuration holds where it counts: on a node that has quorum and has
/// joined. One that is cut off, or that boots, has a copy of its own.
final class QuorateCib {

  private static final Duration LOOK_MOST = Duration.ofSeconds(10);
  private static final Pattern QUORUM = Pattern.compile("<cib [^>]*have-quorum=\"1\"");

  private QuorateCib() {}

  /// The property that the agents keep, as the first such node has it.
  static Optional<String> kept(List<Node> nodes, String what) {
    for (Node node : nodes) {
      if (node.isRunning()) {
        Output cib = node.attempt(LOOK_MOST, "cibadmin", "--query", "--local");
        if (cib.ok() && counts(cib.out(), node.name())) {
          return property(cib.out(), "matriarch-%s-%s".formatted(Bed.RESOURCE, what));
        }
      }
    }
    return Optional.empty();
  }

  /// The copy that a node boots with does not have it as a member until it has joined.
  static boolean counts(String cib, String node) {
    return QUORUM.matcher(cib).find()
        && Pattern.compile("<node_state [^>]*>")
            .matcher(cib)
            .results()
            .map(MatchResult::group)
            .filter(state -> state.contains(" uname=\"%s\"".formatted(node)))
            .anyMatch(state -> state.contains(" join=\"member\""));
  }

  private static Optional<String> property(String cib, String name) {
    Matcher found =
        Pattern.compile("<nvpair [^>]*name=\"%s\" value=\"([^\"]*)\"".formatted(name)).matcher(cib);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
