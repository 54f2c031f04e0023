package io.matriarch.agent.loop;

import io.matriarch.agent.model.BootTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Tells what keeps a promotion score from being written: once, and again when it is over.
final class ScoreWriting {

  private static final Logger LOG = LoggerFactory.getLogger(ScoreWriting.class);
  private static final Duration PAUSE = Duration.ofSeconds(20);
  private static final Duration ANSWER_MOST = Duration.ofSeconds(10);

  private final World world;
  private final AtomicReference<String> told = new AtomicReference<>("");
  private final AtomicReference<BootTime> proven = new AtomicReference<>(new BootTime(0));

  ScoreWriting(World world) {
    this.world = world;
  }

  Mono<Void> told(String resource, Mono<Void> write) {
    return write
        .doOnSubscribe(_ -> proven.set(world.clock().now()))
        .doOnError(failure -> failed(resource, String.valueOf(failure.getMessage())))
        .doOnSuccess(_ -> succeeded(resource));
  }

  /// Nothing has to be written for weeks, and then at once: whether the attributes' daemon is there
  /// is to be known before.
  void prove(String resource) {
    if (world.clock().now().since(proven.get()).compareTo(PAUSE) >= 0) {
      Mono<Void> asked =
          world.clusterControl().readPrivate("matriarch-" + resource).timeout(ANSWER_MOST).then();
      told(resource, asked)
          .subscribe(
              _ -> {},
              failure -> LOG.warn("no score could be written now: {}", failure.getMessage()));
    }
  }

  private void failed(String resource, String why) {
    if (!told.getAndSet(why).equals(why)) {
      world.listener().stepped(resource, "score/unwritable", why);
    }
  }

  private void succeeded(String resource) {
    if (!told.getAndSet("").isEmpty()) {
      world.listener().stepped(resource, "score/writable", "promotion scores can be written again");
    }
  }
}
