package io.matriarch.simulation;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// What many histories were, in numbers.
public record Tally(
    int histories,
    Map<Outcome.Ending, Integer> endings,
    long events,
    long seconds,
    long promotions,
    long acknowledged,
    long lost) {

  public static Tally of(Collection<Outcome> outcomes) {
    Map<Outcome.Ending, Integer> endings = new TreeMap<>();
    outcomes.forEach(o -> endings.merge(o.ending(), 1, Integer::sum));
    return new Tally(
        outcomes.size(),
        endings,
        sum(outcomes, Outcome::events),
        sum(outcomes, Outcome::seconds),
        sum(outcomes, Outcome::promotions),
        sum(outcomes, Outcome::acknowledged),
        sum(outcomes, Outcome::lost));
  }

  private static long sum(Collection<Outcome> outcomes, ToLongFunction<Outcome> what) {
    return outcomes.stream().mapToLong(what).sum();
  }

  @Override
  public String toString() {
    return ("%d histories, %s: %d events in %d s of virtual time, %d promotions, %d acknowledged"
            + " commits, %d of them lost without synchronous replication")
        .formatted(histories, endings, events, seconds, promotions, acknowledged, lost);
  }
}
