package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Score;
import io.matriarch.agent.model.Snapshot;
import java.util.Optional;

/// Since when the CIB has not had the promotion score that was decided, or could not be given
/// another one. Nothing is missing while the CIB cannot be read.
///
/// @param reason why none could be written, empty where the writing did not fail
record MissingScore(BootTime since, String reason) {

  static Optional<MissingScore> at(
      Snapshot snapshot, Decision decision, Optional<MissingScore> before, String reason) {
    if (snapshot.cluster() instanceof Fact.Unknown<ClusterView>
        || (reason.isEmpty() && isThere(snapshot, decision.score()))) {
      return Optional.empty();
    }
    return Optional.of(
        new MissingScore(before.map(MissingScore::since).orElse(snapshot.now()), reason));
  }

  private static boolean isThere(Snapshot snapshot, Score decided) {
    return switch (decided) {
      case Score.Keep _ -> true;
      case Score.Clear _ -> snapshot.publishedScore().isEmpty();
      case Score.Publish(int value) ->
          snapshot.publishedScore().filter(p -> p == value).isPresent();
    };
  }
}
