package io.matriarch.agent.loop;

import io.matriarch.agent.decide.DataLoss;
import io.matriarch.agent.decide.DataLoss.Assessment;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Tells an administrator what a promotion of this node as it stands would lose, and notes that it
/// is allowed.
public record AllowDataLoss(ControlLoop loop) {

  private static final Logger LOG = LoggerFactory.getLogger(AllowDataLoss.class);
  private static final Duration LOOK_WITHIN = Duration.ofSeconds(6);
  private static final Duration WRITE_WITHIN = Duration.ofSeconds(10);

  /// What would be lost.
  public Mono<Assessment> assess() {
    return loop.look().map(cycle -> DataLoss.assess(cycle.snapshot())).timeout(LOOK_WITHIN);
  }

  /// Allows what was shown for that position: the loss may have become less since, not more.
  public Mono<Assessment> allow(WalPosition shown) {
    return loop.look()
        .timeout(LOOK_WITHIN)
        .flatMap(
            cycle ->
                switch (DataLoss.assess(cycle.snapshot())) {
                  case Assessment.Impossible impossible -> Mono.just(impossible);
                  case Assessment.Possible possible ->
                      cycle.snapshot().lineage().filter(l -> l.reaches(shown)).isPresent()
                          ? write(possible)
                          : Mono.just(wentBack(possible, shown));
                });
  }

  private static Assessment wentBack(Assessment.Possible possible, WalPosition shown) {
    return new Assessment.Impossible(
        "it holds %s now, less than the %s that was shown: ask again"
            .formatted(possible.position(), shown));
  }

  private Mono<Assessment> write(Assessment.Possible possible) {
    String resource = loop.instance().resource();
    String sentence =
        "%s may be promoted at %s with the loss of what it lacks"
            .formatted(loop.world().node(), possible.position());
    return loop.world()
        .clusterControl()
        .allowDataLoss(resource, possible.position())
        .timeout(WRITE_WITHIN)
        .then(
            Mono.fromSupplier(
                () -> {
                  LOG.warn("resource={} {}: allowed by the administrator", resource, sentence);
                  loop.world().listener().stepped(resource, "data-loss/allowed", sentence);
                  loop.world().cluster().wake();
                  return possible;
                }));
  }
}
