package io.matriarch.telemetry.sink;

import io.matriarch.telemetry.event.Backoff;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.EventSink;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts events to a webhook, one after the other, on an event loop of its own: whatever the
/// receiver does, nobody else waits. One that does not answer is tried until it does; what it
/// refuses is given up after some tries; and of what waits meanwhile the oldest is dropped.
public final class Webhook implements EventSink {

  /// How it goes.
  ///
  /// @param failures tries that failed
  /// @param dropped events that were given up
  /// @param queued events that wait, with the one that is being posted
  /// @param reason why the latest try failed, empty when it did not
  public record State(long delivered, long failures, long dropped, int queued, String reason) {

    public boolean isFailing() {
      return !reason.isEmpty();
    }
  }

  /// How long it waits.
  ///
  /// @param answerMax for an answer
  record Timing(Backoff backoff, Duration answerMax) {
    static final Timing USUAL =
        new Timing(
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)), Duration.ofSeconds(10));
  }

  static final int QUEUE_MAX = 256;
  static final int REFUSALS_MAX = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final long CLOSE_MILLIS_MAX = 1000;

  /// It reads the secret file: frozen storage is told of elsewhere.
  private static final long BLOCKED_SECONDS_MAX = 600;

  private final WebhookTarget target;
  private final Timing timing;
  private final Vertx vertx;
  private final Context context;
  private final WebhookClient client;
  private final BlockingQueue<CloudEvent> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final CountDownLatch emptied = new CountDownLatch(1);
  private volatile boolean busy;
  private volatile boolean closing;
  private volatile boolean stopped;
  private volatile String reason = "";

  Webhook(WebhookTarget target, String userAgent, Timing timing) {
    this.target = target;
    this.timing = timing;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED_SECONDS_MAX));
    this.context = vertx.getOrCreateContext();
    this.client =
        new WebhookClient(vertx, target, userAgent, InstantSource.system(), timing.answerMax());
  }

  /// Begins to post what it is given.
  ///
  /// @param version of the agent, which the receiver is told
  public static Webhook to(WebhookTarget target, String version) {
    return new Webhook(target, "matriarch/" + version, Timing.USUAL);
  }

  @Override
  public void take(CloudEvent event) {
    if (closing || event.severity().compareTo(target.least()) < 0) {
      return;
    }
    while (!queue.offer(event)) {
      if (queue.poll() != null) {
        dropped.increment();
      }
    }
    context.runOnContext(_ -> next());
  }

  /// To whom it posts, as anyone may know it.
  public String origin() {
    return target.origin();
  }

  /// How it goes now.
  public State state() {
    return new State(
        delivered.sum(), failures.sum(), dropped.sum(), queue.size() + (busy ? 1 : 0), reason);
  }

  private void next() {
    if (busy || stopped) {
      return;
    }
    CloudEvent event = queue.poll();
    if (event == null) {
      if (closing) {
        emptied.countDown();
      }
      return;
    }
    busy = true;
    attempt(event, 1, 0);
  }

  /// @param tries this one included
  /// @param refusals how often the receiver said no
  private void attempt(CloudEvent event, int tries, int refusals) {
    if (stopped) {
      return;
    }
    client
        .post(event)
        .onSuccess(
            _ -> {
              told("");
              delivered.increment();
              done();
            })
        .onFailure(failure -> failed(event, tries, refusals, failure));
  }

  private void failed(CloudEvent event, int tries, int refusals, Throwable failure) {
    told(String.valueOf(failure.getMessage()));
    failures.increment();
    boolean answered =
        failure instanceof WebhookClient.RefusedException refused && refused.isAnswered();
    int counted = refusals + (answered ? 1 : 0);
    if (counted >= REFUSALS_MAX) {
      dropped.increment();
      done();
      return;
    }
    Duration wait = timing.backoff().after(tries, ThreadLocalRandom.current().nextDouble());
    vertx.setTimer(Math.max(1, wait.toMillis()), _ -> attempt(event, tries + 1, counted));
  }

  private void told(String why) {
    if (!why.isEmpty() && reason.isEmpty()) {
      LOG.warn("events do not reach the webhook at {}: {}: trying again", target.origin(), why);
    } else if (why.isEmpty() && !reason.isEmpty()) {
      LOG.info("events reach the webhook at {} again", target.origin());
    }
    reason = why;
  }

  private void done() {
    busy = false;
    next();
  }

  /// Posts what is left, if the receiver takes it in a moment.
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    context.runOnContext(_ -> next());
    CountDownLatch closed = new CountDownLatch(1);
    try {
      if (reason.isEmpty() && !emptied.await(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        LOG.warn("the webhook at {} does not get the last events", target.origin());
      }
      context.runOnContext(_ -> stop(closed));
      if (!closed.await(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        LOG.debug("the webhook at {} was not closed in time", target.origin());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// On the event loop, so that no try begins after it.
  private void stop(CountDownLatch closed) {
    stopped = true;
    vertx.close().onComplete(_ -> closed.countDown());
  }
}
