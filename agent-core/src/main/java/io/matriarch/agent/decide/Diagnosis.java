package io.matriarch.agent.decide;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair.Upstream;
import io.matriarch.agent.model.Repair.Upstream.Kind;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.UpstreamAnswer;
import io.matriarch.agent.model.UpstreamAnswer.Fault;
import io.matriarch.agent.model.UpstreamAnswer.Server;
import io.matriarch.agent.model.UpstreamAnswer.Silent;
import io.matriarch.agent.model.WalPosition;
import java.util.Optional;

/// What an upstream's answer means for a standby that does not stream from it.
public final class Diagnosis {

  /// Who asks.
  ///
  /// @param own the lineage of its data directory, as far as it could be read
  public record Asker(WalPosition held, String systemIdentifier, Optional<TimelineHistory> own) {}

  private record Finding(Kind kind, String sentence) {}

  private Diagnosis() {}

  /// What the answer means; the same kind as before is older than now.
  public static Upstream of(
      UpstreamAnswer answer, Asker asker, Optional<Upstream> before, BootTime now) {
    Finding finding =
        switch (answer) {
          case Silent(boolean refused, var sentence) ->
              new Finding(refused ? Kind.REFUSED : Kind.UNREACHABLE, sentence);
          case Server server -> of(server, asker);
        };
    BootTime since =
        before.filter(b -> b.kind() == finding.kind()).map(Upstream::since).orElse(now);
    return new Upstream(finding.kind(), finding.sentence(), asker.own(), since, now);
  }

  private static Finding of(Server server, Asker asker) {
    if (!server.systemIdentifier().equals(asker.systemIdentifier())) {
      return new Finding(
          Kind.OTHER_SYSTEM,
          "%s is of system %s, this node of %s"
              .formatted(server.name(), server.systemIdentifier(), asker.systemIdentifier()));
    }
    if (server.standby()) {
      String fault = server.streaming().map(f -> ", and says " + f).orElse("");
      return new Finding(
          Kind.NOT_A_PRIMARY, "%s is a standby itself%s".formatted(server.name(), fault));
    }
    return fork(server, asker)
        .map(fork -> new Finding(Kind.DIVERGED, fork))
        .or(
            () ->
                server
                    .slotMissing()
                    .map(
                        slot ->
                            new Finding(
                                Kind.SLOT_MISSING,
                                "%s has no slot %s".formatted(server.name(), slot))))
        .or(() -> server.streaming().flatMap(fault -> fault(server, fault)))
        .orElseGet(
            () -> new Finding(Kind.FOLLOWABLE, "%s can be followed".formatted(server.name())));
  }

  /// How the two lineages part, if this node stands where the other one's history never was.
  private static Optional<String> fork(Server server, Asker asker) {
    TimelineHistory theirs = server.history();
    WalPosition held = asker.held();
    if (!theirs.knows(held.timeline())) {
      return Optional.of(
          "%s is on timeline %d, which does not stem from timeline %d of this node"
              .formatted(server.name(), theirs.timeline(), held.timeline()));
    }
    Optional<Lsn> end = theirs.leftAt(held.timeline());
    if (end.filter(e -> held.lsn().bytesPast(e) > 0).isPresent()) {
      return Optional.of(
          "%s left timeline %d at %s, this node went on to %s"
              .formatted(server.name(), held.timeline(), end.get(), held.lsn()));
    }
    return asker
        .own()
        .flatMap(own -> own.beginningOf(held.timeline()))
        .filter(begun -> !theirs.beginningOf(held.timeline()).equals(Optional.of(begun)))
        .map(
            begun ->
                "timeline %d of %s began at another place than this node's at %s"
                    .formatted(held.timeline(), server.name(), begun));
  }

  private static Optional<Finding> fault(Server server, Fault fault) {
    String sentence = server.name() + ": " + fault;
    return switch (fault.sqlState()) {
      case "55006" -> Optional.empty();
      case "58P01" -> Optional.of(new Finding(Kind.WAL_MISSING, sentence));
      case "42704" -> Optional.of(new Finding(Kind.SLOT_MISSING, sentence));
      default ->
          Optional.of(
              new Finding(
                  fault.message().contains("is not in this server's history")
                      ? Kind.DIVERGED
                      : Kind.REFUSED,
                  sentence));
    };
  }

  /// Why the data must not be taken from that server; it has to be the primary of the record.
  public static Optional<String> objection(UpstreamAnswer answer, PromotionRecord record) {
    return switch (answer) {
      case Silent(var _, var sentence) -> Optional.of(sentence);
      case Server server -> objection(server, record);
    };
  }

  private static Optional<String> objection(Server server, PromotionRecord record) {
    WalPosition begun = record.begunAt();
    if (!server.systemIdentifier().equals(record.systemIdentifier())) {
      return Optional.of(
          "%s is of system %s, the promotion record has %s"
              .formatted(server.name(), server.systemIdentifier(), record.systemIdentifier()));
    }
    if (server.standby()) {
      return Optional.of(server.name() + " is a standby itself");
    }
    return server.history().beginningOf(begun.timeline()).filter(begun.lsn()::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s is on timeline %d, which does not contain the last promotion: %s"
                .formatted(server.name(), server.history().timeline(), record));
  }

  /// Whether it is certain that a node lacks the recorded promotion and cannot come to hold it:
  /// only then is it not the newest.
  public static boolean wentAnotherWay(
      PromotionRecord record, WalPosition held, Optional<TimelineHistory> own) {
    WalPosition begun = record.begunAt();
    if (held.timeline() < begun.timeline()) {
      return held.lsn().bytesPast(begun.lsn()) > 0;
    }
    return own.map(h -> !h.beginningOf(begun.timeline()).equals(Optional.of(begun.lsn())))
        .orElse(false);
  }
}
