package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.Backoff;
import io.matriarch.telemetry.event.CloudEvent;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.event.EventKinds;
import io.matriarch.telemetry.event.ServerEvent;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class WebhookTest {

  private static final Backoff SOON = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100));
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory = Path.of("");

  private Path secret() {
    return directory.resolve("webhook.secret");
  }

  @BeforeEach
  void keepSecret() throws IOException {
    Files.writeString(secret(), WebhookSecretTest.TEXT);
    mode("rw-------");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(secret(), PosixFilePermissions.fromString(mode));
  }

  private Webhook to(URI url, Duration answerMax) {
    WebhookTarget target = new WebhookTarget(url, secret(), Optional.empty(), Event.Severity.INFO);
    return new Webhook(target, "matriarch/0.1.0", new Webhook.Timing(SOON, answerMax));
  }

  private Webhook to(Consumer consumer) {
    return to(consumer.url(), LONG);
  }

  private static CloudEvent event(String detail) {
    return EventKinds.written(new AgentEvent.StepTaken("slot/created", detail), "pgsqld");
  }

  private static Webhook.State until(Webhook webhook, Predicate<Webhook.State> wanted) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!wanted.test(webhook.state()) && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(webhook.state()).matches(wanted);
    return webhook.state();
  }

  @Test
  void an_event_is_posted_as_cloudevents_json() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(204));
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      Consumer.Posted posted = consumer.next();
      assertThat(posted.path()).isEqualTo("/events");
      assertThat(posted.header("content-type"))
          .isEqualTo("application/cloudevents+json; charset=utf-8");
      assertThat(posted.header("user-agent")).isEqualTo("matriarch/0.1.0");
      assertThat(posted.body()).isEqualTo(event("one").json());
      until(webhook, state -> state.equals(new Webhook.State(1, 0, 0, 0, "")));
    }
  }

  /// As a receiver checks it.
  private static String signature(Consumer.Posted posted) throws Exception {
    byte[] key = Base64.getDecoder().decode(WebhookSecretTest.TEXT.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed =
        posted.header("webhook-id")
            + "."
            + posted.header("webhook-timestamp")
            + "."
            + posted.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void the_receiver_can_check_who_posted_it_and_when() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(200));
        Webhook webhook = to(consumer)) {
      webhook.take(event("caf\u00e9"));
      Consumer.Posted posted = consumer.next();
      assertThat(posted.header("webhook-signature")).isEqualTo(signature(posted));
      Instant told = Instant.ofEpochSecond(Long.parseLong(posted.header("webhook-timestamp")));
      assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void events_come_one_after_the_other_in_their_order() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(200));
        Webhook webhook = to(consumer)) {
      for (int i = 0; i < 20; i++) {
        webhook.take(event("step " + i));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(consumer.next().detail()).isEqualTo("step " + i);
      }
    }
  }

  @Test
  void a_failed_try_is_repeated_under_the_same_id() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(500));
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      Consumer.Posted first = consumer.next();
      consumer.answerWith(Consumer.status(200));
      until(webhook, state -> state.delivered() == 1);
      Consumer.Posted second = consumer.next();
      assertThat(second.header("webhook-id")).isEqualTo(first.header("webhook-id"));
      assertThat(second.body()).isEqualTo(first.body());
    }
  }

  @Test
  void a_dead_receiver_gets_all_that_waited_when_it_is_back() throws Exception {
    Consumer gone = new Consumer(Consumer.status(200));
    gone.close();
    try (Webhook webhook = to(gone)) {
      webhook.take(event("one"));
      webhook.take(event("two"));
      assertThat(until(webhook, state -> state.failures() > Webhook.REFUSALS_MAX).reason())
          .isEqualTo("it cannot be connected to");
      assertThat(webhook.state().queued()).isEqualTo(2);
      try (Consumer back =
          new Consumer(new HttpServerOptions(), gone.port(), Consumer.status(200))) {
        assertThat(back.next().detail()).isEqualTo("one");
        assertThat(back.next().detail()).isEqualTo("two");
        Webhook.State state = until(webhook, s -> s.queued() == 0);
        assertThat(state.reason()).isEmpty();
        assertThat(state.dropped()).isZero();
      }
    }
  }

  @Test
  void a_receiver_that_hangs_holds_nobody_up_and_the_oldest_that_waits_is_dropped()
      throws Exception {
    try (Consumer consumer = new Consumer(_ -> {});
        Webhook webhook = to(consumer.url(), Duration.ofSeconds(2))) {
      webhook.take(event("first"));
      assertThat(consumer.next().detail()).isEqualTo("first");
      long began = System.nanoTime();
      for (int i = 1; i <= Webhook.QUEUE_MAX + 100; i++) {
        webhook.take(event("step " + i));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
      assertThat(webhook.state().dropped()).isEqualTo(100);
      assertThat(until(webhook, Webhook.State::isFailing).reason())
          .isEqualTo("no answer within 2000 ms");
      consumer.answerWith(Consumer.status(200));
      until(webhook, state -> state.delivered() > 1);
      Consumer.Posted posted = consumer.next();
      while (posted.detail().equals("first")) {
        posted = consumer.next();
      }
      assertThat(posted.detail()).isEqualTo("step 101");
    }
  }

  @Test
  void an_answer_that_does_not_end_holds_up_nothing() throws Exception {
    try (Consumer consumer = new Consumer(response -> response.setChunked(true).write("more"));
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      webhook.take(event("two"));
      until(webhook, state -> state.delivered() == 2);
    }
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    try (Consumer other = new Consumer(Consumer.status(200));
        Consumer consumer =
            new Consumer(
                r -> r.setStatusCode(307).putHeader("location", other.url().toString()).end());
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      assertThat(until(webhook, Webhook.State::isFailing).reason())
          .isEqualTo("it answered with 307: redirects are not followed");
      assertThat(other.waiting()).isZero();
    }
  }

  @Test
  void what_the_receiver_refuses_again_and_again_is_given_up() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(422));
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      until(webhook, state -> state.dropped() == 1);
      assertThat(consumer.waiting()).isEqualTo(Webhook.REFUSALS_MAX);
      consumer.answerWith(Consumer.status(200));
      webhook.take(event("two"));
      until(webhook, state -> state.delivered() == 1);
    }
  }

  @Test
  void only_what_is_as_severe_as_was_asked_for_is_posted() throws Exception {
    try (Consumer consumer = new Consumer(Consumer.status(200))) {
      WebhookTarget target =
          new WebhookTarget(consumer.url(), secret(), Optional.empty(), Event.Severity.WARNING);
      try (Webhook webhook = new Webhook(target, "matriarch", new Webhook.Timing(SOON, LONG))) {
        webhook.take(event("one"));
        webhook.take(EventKinds.written(new ServerEvent.StreamingChanged(false, "n2"), "pgsqld"));
        assertThat(consumer.next().body()).contains("streaming.changed");
      }
    }
  }

  @Test
  void a_secret_that_others_can_read_is_not_used_until_it_is_put_right() throws Exception {
    mode("rw-r--r--");
    try (Consumer consumer = new Consumer(Consumer.status(200));
        Webhook webhook = to(consumer)) {
      webhook.take(event("one"));
      assertThat(until(webhook, Webhook.State::isFailing).reason())
          .contains(secret().toString(), "chmod 600");
      assertThat(consumer.waiting()).isZero();
      mode("rw-------");
      until(webhook, state -> state.delivered() == 1);
    }
  }

  @Test
  void nothing_that_only_the_two_of_them_should_know_is_told() {
    URI url = URI.create("http://127.0.0.1:1/hook/path-key?token=query-key");
    try (Webhook webhook = to(url, LONG)) {
      webhook.take(event("one"));
      assertThat(until(webhook, Webhook.State::isFailing).reason()).doesNotContain("key");
      assertThat(webhook.origin()).isEqualTo("http://127.0.0.1:1");
    }
  }
}
