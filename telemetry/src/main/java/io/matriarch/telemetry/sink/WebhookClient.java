package io.matriarch.telemetry.sink;

import io.matriarch.telemetry.event.CloudEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Posts one event at a time, each on a connection of its own, so that none is stale or kept busy
/// by an answer that does not end.
final class WebhookClient {

  /// An event that was not taken; the message holds nothing that only the two of them should know.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean answered;

    private RefusedException(String message, boolean answered) {
      super(message);
      this.answered = answered;
    }

    /// Whether the receiver itself said no.
    boolean isAnswered() {
      return answered;
    }
  }

  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int CLIENT_ERROR = 400;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
  private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

  private final WebhookTarget target;
  private final HttpClient client;
  private final String userAgent;
  private final InstantSource clock;
  private final Duration answerMax;

  WebhookClient(
      Vertx vertx,
      WebhookTarget target,
      String userAgent,
      InstantSource clock,
      Duration answerMax) {
    this.target = target;
    this.userAgent = userAgent;
    this.clock = clock;
    this.answerMax = answerMax;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
            .setSslHandshakeTimeout(HANDSHAKE_MAX.toSeconds())
            .setKeepAlive(false);
    target
        .caFile()
        .ifPresent(
            file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    this.client = vertx.createHttpClient(options);
  }

  /// Posts it; fails with a [RefusedException].
  Future<Void> post(CloudEvent event) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(target.url().toString())
            .setFollowRedirects(false);
    try {
      WebhookSecret secret = WebhookSecret.read(target.secretFile());
      return client
          .request(options)
          .compose(request -> answer(request, event, secret))
          .recover(failure -> Future.failedFuture(refused(failure)));
    } catch (IOException e) {
      return Future.failedFuture(new RefusedException(String.valueOf(e.getMessage()), false));
    }
  }

  private Future<Void> answer(HttpClientRequest request, CloudEvent event, WebhookSecret secret) {
    String id = WebhookSecret.id(event);
    long timestamp = clock.instant().getEpochSecond();
    request
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
        .putHeader(HttpHeaders.USER_AGENT, userAgent)
        .putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", Long.toString(timestamp))
        .putHeader("webhook-signature", secret.signature(id, timestamp, event.json()));
    return request
        .send(event.json())
        .timeout(answerMax.toMillis(), TimeUnit.MILLISECONDS)
        .compose(WebhookClient::judged)
        .onComplete(_ -> request.connection().close());
  }

  /// What else comes is not read, and that it is cut off is no failure.
  private static Future<Void> judged(HttpClientResponse response) {
    response.exceptionHandler(_ -> {});
    int status = response.statusCode();
    if (status >= OK && status < REDIRECTION) {
      return Future.succeededFuture();
    }
    boolean elsewhere = status >= REDIRECTION && status < CLIENT_ERROR;
    return Future.failedFuture(
        new RefusedException(
            "it answered with " + status + (elsewhere ? ": redirects are not followed" : ""),
            true));
  }

  /// What the innermost failure that says something says.
  private static String cause(Throwable failure) {
    String said = Optional.ofNullable(failure.getMessage()).orElse("");
    Throwable inner = failure.getCause();
    while (inner != null) {
      said = Optional.ofNullable(inner.getMessage()).orElse(said);
      inner = inner.getCause();
    }
    return said;
  }

  /// In words of its own: the library's may tell the whole address.
  private RefusedException refused(Throwable failure) {
    return switch (failure) {
      case RefusedException known -> known;
      case TimeoutException _ ->
          new RefusedException("no answer within " + answerMax.toMillis() + " ms", false);
      case UnknownHostException _ -> new RefusedException("its name cannot be resolved", false);
      case SSLException e -> new RefusedException("TLS fails: " + cause(e), false);
      case HttpClosedException _ -> new RefusedException("it closed the connection", false);
      case ConnectException _ -> new RefusedException("it cannot be connected to", false);
      default -> new RefusedException(failure.getClass().getSimpleName(), false);
    };
  }
}
