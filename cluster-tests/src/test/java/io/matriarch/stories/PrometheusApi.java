package io.matriarch.stories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a Prometheus answers.
record PrometheusApi(String address) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_MOST = Duration.ofSeconds(5);
  private static final Duration SCRAPED_MOST = Duration.ofSeconds(30);

  /// A span of time, and the distance of the instants in it that are asked for.
  record Range(Instant from, Instant to, Duration step) {}

  /// Waits until that many targets are scraped.
  void scrapes(int targets) {
    Await.until(SCRAPED_MOST, "all nodes are scraped", () -> value("sum(up)"), up -> up == targets);
  }

  /// The whole answer, an error's too.
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("query?query=" + encoded(expression));
  }

  /// The answer at the end of the range; fails where there is none but an error.
  JsonNode at(Range range, String expression) throws IOException, InterruptedException {
    return data(
        expression,
        get("query?query=%s&time=%d".formatted(encoded(expression), range.to().getEpochSecond())));
  }

  /// The answer for every instant of the range.
  JsonNode over(Range range, String expression) throws IOException, InterruptedException {
    return data(
        expression,
        get(
            "query_range?query=%s&start=%d&end=%d&step=%d"
                .formatted(
                    encoded(expression),
                    range.from().getEpochSecond(),
                    range.to().getEpochSecond(),
                    range.step().toSeconds())));
  }

  private static JsonNode data(String expression, JsonNode answer) {
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalStateException(
          "%s: %s".formatted(expression, answer.path("error").asText()));
    }
    return answer.path("data");
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  /// The only value; fails where there is none or there are several.
  double value(String expression) throws IOException, InterruptedException {
    JsonNode result = query(expression).path("data").path("result");
    if (result.size() != 1) {
      throw new IllegalStateException("%s: %s".formatted(expression, result));
    }
    return Double.parseDouble(result.get(0).path("value").path(1).asText());
  }

  /// Each rule that could not be evaluated, with the reason.
  List<String> rulesThatFail() throws IOException, InterruptedException {
    List<String> failed = new ArrayList<>();
    int rules = 0;
    for (JsonNode group : get("rules").path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        rules++;
        if (!rule.path("health").asText().equals("ok")) {
          failed.add(
              "%s: %s".formatted(rule.path("name").asText(), rule.path("lastError").asText()));
        }
      }
    }
    return rules > 0 ? failed : List.of("no rule is loaded");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://%s:9090/api/v1/%s".formatted(address, path));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_MOST).build()) {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_MOST).build();
      return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    }
  }
}
