package io.matriarch.agent.loop;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Keeps in the CIB that this node began its timeline.
record PromotionRecorder(World world) {

  private static final Duration MOST = Duration.ofSeconds(10);

  Mono<Void> record(String resource, int timeline, String system) {
    return world
        .server()
        .history(timeline)
        .map(history -> new PromotionRecord(world.node(), beginning(history), system))
        .flatMap(record -> record(resource, record))
        .timeout(MOST);
  }

  private Mono<Void> record(String resource, PromotionRecord record) {
    return world
        .clusterControl()
        .recordPromotion(resource, record)
        .doOnSuccess(
            _ -> world.listener().stepped(resource, "promotion/recorded", record.toString()));
  }

  private static WalPosition beginning(TimelineHistory history) {
    return new WalPosition(
        history.timeline(), history.beginningOf(history.timeline()).orElse(Lsn.ZERO));
  }
}
