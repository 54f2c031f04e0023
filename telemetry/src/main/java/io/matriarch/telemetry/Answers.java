package io.matriarch.telemetry;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/// Sends answers, and counts the bytes that clients have not taken yet: with too many of them there
/// is no further answer, so that those who ask and do not read cannot fill the memory.
final class Answers {

  static final String PLAIN = "text/plain; charset=utf-8";

  private static final long UNTAKEN_BYTES_MAX = 8 << 20;
  private static final int UNAVAILABLE = 503;

  private final AtomicLong untaken = new AtomicLong();
  private final long most;

  Answers() {
    this(UNTAKEN_BYTES_MAX);
  }

  Answers(long most) {
    this.most = most;
  }

  void send(RoutingContext context, Health.Answer answer) {
    plain(context, answer.status(), answer.sentence() + "\n");
  }

  void plain(RoutingContext context, int status, String text) {
    send(context, status, PLAIN, text);
  }

  void send(RoutingContext context, int status, String contentType, String body) {
    Buffer bytes = Buffer.buffer(body);
    if (untaken.addAndGet(bytes.length()) > most) {
      untaken.addAndGet(-bytes.length());
      context.response().setStatusCode(UNAVAILABLE).putHeader("Retry-After", "1").end();
      return;
    }
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
            .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length()))
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    boolean head = context.request().method().equals(HttpMethod.HEAD);
    (head ? response.end() : response.end(bytes))
        .onComplete(_ -> untaken.addAndGet(-bytes.length()));
  }
}
