package io.matriarch.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Fact;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// The status documents of all nodes in one, for the page: the other members' agents are asked, at
/// most once a second whoever looks, and whoever does not answer in time is said to be silent.
final class HerdView {

  private static final int CONNECT_MILLIS = 500;
  private static final long ANSWER_MILLIS = 800;
  private static final long REUSE_MILLIS = 900;
  private static final int BYTES_MAX = 1 << 20;

  private record Made(long at, Future<String> text) {}

  private final Telemetry telemetry;
  private final StatusDocument status;
  private final HttpClient client;
  private final int port;
  private final AtomicReference<Made> latest =
      new AtomicReference<>(new Made(Long.MIN_VALUE / 2, Future.succeededFuture("{}")));

  /// @param port on which the others listen, as this agent does
  HerdView(Vertx vertx, Telemetry telemetry, StatusDocument status, int port) {
    this.telemetry = telemetry;
    this.status = status;
    this.port = port;
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
  }

  Future<String> json() {
    long now = telemetry.now().millis();
    return latest
        .updateAndGet(before -> now - before.at() < REUSE_MILLIS ? before : new Made(now, make()))
        .text();
  }

  private Future<String> make() {
    String own = telemetry.identity().node();
    Map<String, Future<String>> asked = new TreeMap<>();
    members().stream().filter(node -> !node.equals(own)).forEach(n -> asked.put(n, ask(n)));
    asked.put(own, Future.succeededFuture(told(status.text())));
    return Future.join(new ArrayList<>(asked.values())).map(_ -> document(own, asked));
  }

  private List<String> members() {
    return telemetry.latest().values().stream()
        .flatMap(
            seen ->
                seen.snapshot().cluster() instanceof Fact.Known<ClusterView>(var view, var _)
                    ? view.nodes().stream()
                    : List.<ClusterView.Node>of().stream())
        .filter(ClusterView.Node::member)
        .map(ClusterView.Node::name)
        .distinct()
        .toList();
  }

  private Future<String> ask(String node) {
    return client
        .request(HttpMethod.GET, port, node, "/v1/status")
        .compose(request -> request.send().compose(HerdView::body))
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .map(body -> told(body.toString()))
        .otherwise(failure -> silent("its agent does not answer: " + failure.getMessage()));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean sound =
        response.statusCode() == 200
            && length != null
            && length.matches("\\d{1,7}")
            && Integer.parseInt(length) <= BYTES_MAX;
    return sound
        ? response.body()
        : Future.failedFuture("it answered with " + response.statusCode());
  }

  private static String told(String document) {
    return "{\"reason\":null,\"status\":" + document + "}";
  }

  private static String silent(String reason) {
    return JsonNodeFactory.instance.objectNode().put("reason", reason).putNull("status").toString();
  }

  private static String document(String own, Map<String, Future<String>> answers) {
    return answers.entrySet().stream()
        .map(e -> quoted(e.getKey()) + ":" + e.getValue().result())
        .collect(Collectors.joining(",", "{\"node\":" + quoted(own) + ",\"nodes\":{", "}}\n"));
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }
}
