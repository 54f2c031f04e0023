package io.matriarch.stories;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Asks /health/primary of every node several times a second, and tells for how long two of them
/// said yes.
final class HealthEndpoints implements AutoCloseable {

  private static final Duration PACE = Duration.ofMillis(50);
  private static final Duration ANSWER_MOST = Duration.ofMillis(500);

  /// A yes; times are those of System.nanoTime.
  private record Yes(Node node, long begun, long ended) {}

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_MOST).build();
  private final List<Yes> said = new ArrayList<>();
  private final NodeLookers lookers;

  private HealthEndpoints(List<Node> nodes) {
    lookers = new NodeLookers("health of", nodes, this::askOn);
  }

  static HealthEndpoints of(List<Node> nodes) {
    HealthEndpoints endpoints = new HealthEndpoints(nodes);
    endpoints.lookers.start();
    return endpoints;
  }

  /// Whether the node says yes to that path now.
  static boolean saysYes(Node node, String path) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_MOST).build()) {
      return status(client, node, path) == 200;
    }
  }

  /// From the first yes of the new primary to the last yes of the old one, at most.
  synchronized Duration overlap(Node old, Node successor) {
    long last =
        said.stream().filter(y -> y.node().equals(old)).mapToLong(Yes::begun).max().orElseThrow();
    long first =
        said.stream()
            .filter(y -> y.node().equals(successor))
            .mapToLong(Yes::ended)
            .min()
            .orElseThrow();
    return Duration.ofNanos(Math.max(0, last - first));
  }

  @Override
  public void close() {
    lookers.close();
    client.close();
  }

  private void askOn(Node node) {
    while (!lookers.isClosing()) {
      long begun = System.nanoTime();
      if (status(client, node, "/health/primary") == 200) {
        note(new Yes(node, begun, System.nanoTime()));
      }
      LockSupport.parkNanos(begun + PACE.toNanos() - System.nanoTime());
    }
  }

  private synchronized void note(Yes yes) {
    said.add(yes);
  }

  /// 0 where nobody answers.
  private static int status(HttpClient client, Node node, String path) {
    URI uri = URI.create("http://%s:9670%s".formatted(node.address(), path));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_MOST).build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
