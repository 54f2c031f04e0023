package io.matriarch.agent.loop;

import io.matriarch.agent.model.Refusal;
import java.time.Duration;
import reactor.core.publisher.Mono;

/// Writes into the CIB what stands against this node's promotion, and tells of it.
record RefusalKeeper(World world) {

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  Mono<Void> keep(String resource, Refusal refusal) {
    return world
        .clusterControl()
        .refuse(resource, refusal)
        .timeout(WRITE_TIMEOUT)
        .doOnSuccess(_ -> tell(resource, "refusal/kept", world.node() + " " + refusal));
  }

  Mono<Void> withdraw(String resource, Refusal refusal) {
    return world
        .clusterControl()
        .withdrawRefusal(resource)
        .timeout(WRITE_TIMEOUT)
        .doOnSuccess(
            _ -> tell(resource, "refusal/withdrawn", world.node() + " no longer " + refusal));
  }

  Mono<Void> endLoss(String resource) {
    return world
        .clusterControl()
        .withdrawDataLoss(resource)
        .timeout(WRITE_TIMEOUT)
        .doOnSuccess(
            _ ->
                tell(resource, "data-loss/withdrawn", world.node() + " may lose no data any more"));
  }

  private void tell(String resource, String step, String sentence) {
    world.listener().stepped(resource, step, sentence);
  }
}
