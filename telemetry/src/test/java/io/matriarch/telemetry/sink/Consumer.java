package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A receiver of webhooks on a port of this machine, and what was posted to it.
final class Consumer implements AutoCloseable {

  /// One request.
  record Posted(String path, MultiMap headers, String body) {

    String header(String name) {
      String value = headers.get(name);
      assertThat(value).as(name).isNotNull();
      return value == null ? "" : value;
    }

    String detail() {
      return body.replaceAll(".*\"detail\":\"([^\"]*)\".*", "$1");
    }
  }

  /// How it answers.
  interface Answer {
    void give(HttpServerResponse response);
  }

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
  private final AtomicReference<Answer> answer = new AtomicReference<>();
  private final HttpServer server;

  Consumer(Answer answer) {
    this(new HttpServerOptions(), 0, answer);
  }

  /// @param port 0 for any
  Consumer(HttpServerOptions options, int port, Answer answer) {
    this.answer.set(answer);
    this.server =
        await(
            vertx
                .createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(port, "127.0.0.1"));
  }

  /// Who sees the request may change the answer to the next one, and not to this one.
  private void take(HttpServerRequest request, Buffer body) {
    Answer now = answer.get();
    posted.add(new Posted(String.valueOf(request.path()), request.headers(), body.toString()));
    now.give(request.response());
  }

  static Answer status(int status) {
    return response -> response.setStatusCode(status).end();
  }

  void answerWith(Answer other) {
    answer.set(other);
  }

  int port() {
    return server.actualPort();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/events?token=hidden");
  }

  Posted next() throws InterruptedException {
    Posted next = posted.poll(60, TimeUnit.SECONDS);
    assertThat(next).as("a request within 60 s").isNotNull();
    return next == null ? new Posted("", MultiMap.caseInsensitiveMultiMap(), "") : next;
  }

  int waiting() {
    return posted.size();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
