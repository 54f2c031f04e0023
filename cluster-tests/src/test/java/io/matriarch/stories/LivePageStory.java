package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The agents' page in a real browser. `-Drewrite=true` pictures it for the documentation.
@Order(62)
@ExtendWith(StoryBed.class)
class LivePageStory {

  private static final Path PICTURES =
      Path.of(Boolean.getBoolean("rewrite") ? "../docs/pictures" : "target/pictures");
  private static final Duration DRAWN_MOST = Duration.ofSeconds(15);

  @Test
  void through_a_failover_it_shows_who_is_primary_and_what_happens(Bed bed) throws Exception {
    bed.crashPolicy("failover");
    Node old = bed.primary();
    try (Observer chromium = Observer.chromium();
        Browser browser = Browser.of(chromium);
        Client client = bed.client()) {
      open(browser, bed.others(old).getFirst());
      showsPrimary(browser, old);
      shows(browser, "#problems", String::isEmpty);
      picture(browser, Browser.Screen.WIDE, "page-well");

      old.killPostmaster();
      shows(browser, "#problem-list", text -> text.contains("no primary"));
      picture(browser, Browser.Screen.WIDE, "page-failover");
      Node successor = bed.successorOf(old);
      client.writesAgain();
      showsPrimary(browser, successor);
      shows(browser, "#failovers", text -> text.contains(successor.name()));
      shows(browser, "#events", text -> text.contains(old + ":") && text.contains(successor + ":"));
      bed.settles();
      shows(browser, "#problems", String::isEmpty);
      for (Browser.Screen screen : Browser.Screen.USUAL) {
        picture(browser, screen, "page-after");
        assertThat(browser.overflow()).as("what is cut off on %s", screen).isZero();
      }
      assertThat(browser.tab()).isEqualTo("Skip to the nodes");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void it_says_whom_it_does_not_hear_and_how_old_it_is(Bed bed) throws Exception {
    Node own = bed.primary();
    Node other = bed.others(own).getFirst();
    try (Observer chromium = Observer.chromium();
        Browser browser = Browser.of(chromium)) {
      open(browser, own);
      showsPrimary(browser, own);
      other.holdAgent();
      shows(browser, "#problem-list", text -> text.contains(other + ":"));
      shows(browser, "#cards", text -> text.contains("ago it was standby"));
      picture(browser, Browser.Screen.WIDE, "page-silent");

      own.holdAgent();
      shows(browser, "#age", text -> text.matches("what you see is \\d+ s old: .*"));
      own.releaseAgent();
      other.releaseAgent();
      shows(browser, "#age", text -> text.matches("\\d\\.\\d s old"));
      shows(browser, "#problems", String::isEmpty);
    }
  }

  private static void open(Browser browser, Node node) {
    browser.on(Browser.Screen.WIDE);
    browser.open("http://%s:9670/".formatted(node.address()));
  }

  private static void showsPrimary(Browser browser, Node node) {
    Await.until(
        DRAWN_MOST,
        "the picture has " + node + " as primary",
        () -> browser.label("#herd svg"),
        label -> label.contains(node + " is primary"));
    assertThat(browser.text("#herd")).contains("★ " + node);
  }

  private static void shows(Browser browser, String selector, Predicate<String> wanted) {
    Await.until(DRAWN_MOST, selector + " is drawn", () -> browser.text(selector), wanted);
  }

  private static void picture(Browser browser, Browser.Screen screen, String name)
      throws IOException {
    browser.on(screen);
    browser.picture(
        PICTURES.resolve("%s-%s.png".formatted(name, screen.name().toLowerCase(Locale.ROOT))));
    browser.on(Browser.Screen.WIDE);
  }
}
