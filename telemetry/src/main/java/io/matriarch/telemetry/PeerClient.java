package io.matriarch.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Asks other nodes' agents for JSON, within bounds of time and of size.
public final class PeerClient {

  private static final Duration PATIENCE = Duration.ofMillis(800);
  private static final int BYTES_MAX = 1 << 20;
  private static final int OK = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Supplier<PeerAccess> access;
  private final long patienceMillis;
  private final HttpClient client;

  PeerClient(Vertx vertx, Supplier<PeerAccess> access) {
    this(vertx, access, PATIENCE);
  }

  /// @param patience for how long an answer is waited for
  public PeerClient(Vertx vertx, Supplier<PeerAccess> access, Duration patience) {
    this.access = access;
    this.patienceMillis = patience.toMillis();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(Math.toIntExact(patienceMillis)));
  }

  /// Fails with a sentence when there is no sound answer in time.
  public Future<JsonNode> get(String node, String path) {
    PeerAccess how = access.get();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(node)
            .setPort(how.port())
            .setURI(path)
            .setSsl(how.tls().isPresent())
            .setTimeout(patienceMillis);
    how.tls().ifPresent(options::setSslOptions);
    how.authorization().ifPresent(value -> options.putHeader(HttpHeaders.AUTHORIZATION, value));
    return client
        .request(options)
        .compose(request -> request.send().compose(PeerClient::body))
        .timeout(patienceMillis, TimeUnit.MILLISECONDS)
        .compose(PeerClient::parse)
        .recover(failure -> Future.failedFuture(why(failure)));
  }

  private String why(Throwable failure) {
    return switch (failure) {
      case ConnectTimeoutException _ -> "no connection within %d ms".formatted(patienceMillis);
      case ConnectException _ -> "connection refused";
      case UnknownHostException _ -> "its name has no address";
      case TimeoutException _ -> "no answer within %d ms".formatted(patienceMillis);
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean told = response.statusCode() == OK && length != null;
    if (told && length.matches("\\d{1,7}") && Integer.parseInt(length) <= BYTES_MAX) {
      return response.body();
    }
    // Who ends a response is told of it as of an error.
    response.exceptionHandler(_ -> {});
    response.request().reset();
    return Future.failedFuture(
        told
            ? "its answer is longer than 1 MiB"
            : "it answered with %d %s".formatted(response.statusCode(), response.statusMessage()));
  }

  private static Future<JsonNode> parse(Buffer body) {
    try {
      return Future.succeededFuture(MAPPER.readTree(body.toString(StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      return Future.failedFuture("its answer is not JSON");
    }
  }
}
