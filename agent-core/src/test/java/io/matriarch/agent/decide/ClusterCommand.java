package io.matriarch.agent.decide;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Refusal;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Sets what the CIB says. A node is `ROLE[/SCORE][/FLAG]...` with the flags away, unclean, standby
/// and maintenance. Nodes that are not named stay as they are, and a score that is not named stays
/// too; `none` removes it.
///
/// Example: `cluster n1=promoted/1001 n2=unpromoted/1000 record=3:0/4000000@n1`
final class ClusterCommand implements Command {

  private static final List<String> FLAGS = List.of("away", "unclean", "standby", "maintenance");

  @Override
  public String run(Incident incident, Arguments arguments) {
    incident.quorate = arguments.flag("quorum", incident.quorate);
    incident.maintenance = arguments.flag("maintenance", incident.maintenance);
    incident.managed = arguments.flag("managed", incident.managed);
    incident.fencing = arguments.flag("fencing", incident.fencing);
    String unknown = arguments.take("unknown", "");
    incident.clusterUnknown = unknown.isEmpty() ? Optional.empty() : Optional.of(unknown);
    if (arguments.has("synchronous")) {
      String text = arguments.take("synchronous", "");
      incident.synchronousSet =
          text.equals("none") ? Optional.empty() : Optional.of(synchronous(text));
    }
    if (arguments.has("record")) {
      incident.promotionRecord = record(arguments.take("record", ""));
    }
    arguments
        .rest()
        .forEach(
            (name, value) -> incident.nodes.put(name, node(name, value, incident.nodes.get(name))));
    return "";
  }

  /// `TIMELINE:LSN@NODE[/SYSTEM]`, or none.
  private static Optional<PromotionRecord> record(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    String[] begunAndNode = text.split("@", 2);
    String[] nodeAndSystem = (begunAndNode[1] + "/" + Incident.SYSTEM).split("/", 3);
    return Optional.of(
        new PromotionRecord(
            nodeAndSystem[0], WalPosition.parse(begunAndNode[0]), nodeAndSystem[1]));
  }

  /// `ACKNOWLEDGED@NODE,NODE…`.
  static SynchronousSet synchronous(String text) {
    String[] fields = text.split("@", 2);
    return new SynchronousSet(List.of(fields[1].split(",", -1)), Integer.parseInt(fields[0]));
  }

  /// What the node had before stays unless it is given: a score, a refusal, an allowed loss.
  private static ClusterView.Node node(
      String name, String text, ClusterView.@Nullable Node before) {
    Optional<ClusterView.Node> old = Optional.ofNullable(before);
    Optional<Integer> score = old.flatMap(ClusterView.Node::score);
    Optional<Refusal> refusal = old.flatMap(ClusterView.Node::refusal);
    Optional<WalPosition> dataLoss = old.flatMap(ClusterView.Node::dataLossAllowed);
    SortedSet<String> flags = new TreeSet<>();
    // A slash inside of a WAL location does not part.
    List<String> parts = List.of(text.split("(?<!:[0-9A-F]{1,8})/", -1));
    for (String part : parts.subList(1, parts.size())) {
      if (FLAGS.contains(part)) {
        flags.add(part);
      } else if (part.startsWith("refused=")) {
        refusal = MemoryCommand.perhaps(part.substring("refused=".length()));
      } else if (part.startsWith("may-lose=")) {
        String at = part.substring("may-lose=".length());
        dataLoss = at.equals("none") ? Optional.empty() : Optional.of(WalPosition.parse(at));
      } else if (part.equals("none")) {
        score = Optional.empty();
      } else if (part.matches("-?\\d+")) {
        score = Optional.of(Integer.valueOf(part));
      } else {
        throw new IllegalArgumentException(
            "cluster: %s=%s: unknown key or flag, known flags are %s".formatted(name, text, FLAGS));
      }
    }
    return new ClusterView.Node(
        name,
        !flags.contains("away"),
        flags.contains("unclean"),
        flags.contains("standby"),
        flags.contains("maintenance"),
        role(name, parts.getFirst()),
        score,
        0,
        refusal,
        dataLoss);
  }

  private static ClusterView.Role role(String key, String text) {
    try {
      return ClusterView.Role.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cluster: unknown key " + key + ", or its role '" + text + "' is none", e);
    }
  }
}
