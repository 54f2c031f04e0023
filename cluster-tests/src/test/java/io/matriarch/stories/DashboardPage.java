package io.matriarch.stories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/// The page that draws dashboards with Grafana's own components, in a browser of its own.
record DashboardPage(Observer chromium, Browser browser) implements AutoCloseable {

  private static final Path BUILT = Path.of("../dashboards/render/target/index.html");
  private static final String FILE = "/usr/share/matriarch/dashboards.html";
  private static final Duration DRAWN_MOST = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The page as it was built; fails where it was not.
  static byte[] built() throws IOException {
    if (!Files.exists(BUILT)) {
      throw new IllegalStateException(
          "%s is missing: script/pictures builds it, with npm".formatted(BUILT));
    }
    return Files.readAllBytes(BUILT);
  }

  static DashboardPage of(byte[] page) {
    Observer chromium = Observer.chromium(page, FILE);
    Browser browser = Browser.of(chromium);
    browser.on(Browser.Screen.LARGE);
    browser.open("file://" + FILE);
    return new DashboardPage(chromium, browser);
  }

  /// Draws a dashboard from its queries' answers, and returns what is wrong with the drawing.
  List<String> draw(String dashboard, String answers) {
    browser.evaluate("return draw(arguments[0], arguments[1])", dashboard, answers);
    JsonNode drawn =
        Await.until(
            DRAWN_MOST,
            "the dashboard is drawn",
            () -> JSON.readTree(browser.evaluate("return JSON.stringify(drawn())")),
            seen -> seen.path("done").asBoolean());
    return StreamSupport.stream(drawn.path("problems").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  void picture(Path file) throws IOException {
    browser.picture(file);
  }

  @Override
  public void close() {
    browser.close();
    chromium.close();
  }
}
