package io.matriarch.reliability;

import io.matriarch.history.Audit;
import io.matriarch.history.Fate;
import io.matriarch.history.History;
import io.matriarch.history.Reads;
import io.matriarch.history.Transfer;
import io.matriarch.history.Write;
import io.matriarch.history.Writers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the evidence of a round comes to. With a synchronous mode nothing may be lost; without one
/// only what was announced, and for a short time only.
public record Judgement(Counts counts, List<Violation> violations) {

  /// A standby keeps its claim for 10 s without the primary, and after that the primary has to be
  /// found dead.
  static final Duration LOSS_MOST = Duration.ofSeconds(20);

  private static final int SHOWN_MOST = 5;

  public Judgement {
    violations = List.copyOf(violations);
  }

  /// Judges a round that was played in that mode.
  ///
  /// @param announcements what the cluster said of lost data
  public static Judgement of(Evidence evidence, Mode mode, List<String> announcements) {
    History history = History.of(evidence.writes(), evidence.kept());
    Audit audit = Audit.of(evidence.bank(), evidence.transfers(), evidence.ledger());
    Duration longest = history.longestLoss(evidence.writes());
    List<Violation> violations =
        new ArrayList<>(losses(history, audit, longest, mode, announcements));
    add(violations, Flaw.INVENTED, numbers("rows", history.invented()));
    add(violations, Flaw.INVENTED, numbers("transfers", audit.invented()));
    add(violations, Flaw.INVENTED, Reads.invented(evidence.reads(), evidence.writes()));
    add(violations, Flaw.WRONG_SUM, audit.wrong());
    add(violations, Flaw.WRONG_SUM, Reads.wrongSums(evidence.reads(), evidence.bank()));
    add(
        violations,
        Flaw.STALE_READ,
        Reads.stale(evidence.reads(), evidence.writes(), history.lost()));
    add(violations, Flaw.TWO_WRITERS, evidence.twoPrimaries());
    add(violations, Flaw.TWO_WRITERS, Writers.atOnce(evidence.transfers()));
    return new Judgement(counts(evidence, history, audit, longest, announcements), violations);
  }

  private static List<Violation> losses(
      History history, Audit audit, Duration longest, Mode mode, List<String> announcements) {
    List<String> lost = new ArrayList<>(numbers("rows", history.lost()));
    lost.addAll(numbers("transfers", audit.lost()));
    List<Violation> violations = new ArrayList<>();
    switch (mode) {
      case PREFER, STRICT -> add(violations, Flaw.LOST, lost);
      case OFF -> {
        if (announcements.isEmpty()) {
          add(violations, Flaw.UNANNOUNCED, lost);
        }
        if (longest.compareTo(LOSS_MOST) > 0) {
          String text =
              "for %.1f s, not %d s at most"
                  .formatted(longest.toMillis() / 1000.0, LOSS_MOST.toSeconds());
          violations.add(new Violation(Flaw.TOO_MUCH_LOST, text));
        }
      }
    }
    return violations;
  }

  private static Counts counts(
      Evidence evidence,
      History history,
      Audit audit,
      Duration longest,
      List<String> announcements) {
    long acknowledged =
        evidence.writes().stream().map(Write::fate).filter(Fate.ACKNOWLEDGED::equals).count()
            + evidence.transfers().stream()
                .map(Transfer::fate)
                .filter(Fate.ACKNOWLEDGED::equals)
                .count();
    int lost = history.lost().size() + audit.lost().size();
    return new Counts(
        acknowledged,
        (long) history.unknown() + audit.unknown(),
        lost,
        announcements.isEmpty() ? 0 : lost,
        longest.toMillis(),
        evidence.reads().size());
  }

  /// One violation of each kind is enough to read; how many there are is told.
  private static void add(List<Violation> violations, Flaw flaw, List<String> sentences) {
    if (!sentences.isEmpty()) {
      String more =
          sentences.size() > SHOWN_MOST
              ? "; and %d more".formatted(sentences.size() - SHOWN_MOST)
              : "";
      String shown = String.join("; ", sentences.stream().limit(SHOWN_MOST).toList());
      violations.add(new Violation(flaw, shown + more));
    }
  }

  private static List<String> numbers(String what, List<Long> numbers) {
    return numbers.isEmpty()
        ? List.of()
        : List.of("%d %s from number %d on".formatted(numbers.size(), what, numbers.getFirst()));
  }
}
