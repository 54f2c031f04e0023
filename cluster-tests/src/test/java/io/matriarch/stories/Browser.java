package io.matriarch.stories;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.HasCdp;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.Augmenter;
import org.openqa.selenium.remote.RemoteWebDriver;

/// Headless Chromium with one page open.
final class Browser implements AutoCloseable {

  private static final Duration DRIVER_MOST = Duration.ofSeconds(30);

  /// A screen to look at the page on.
  enum Screen {
    WIDE(1280, 900, false, false),
    DARK(1280, 900, true, false),
    PHONE(390, 844, false, true),
    /// As on a wall.
    LARGE(1600, 1000, true, false);

    /// What people look at a page on.
    static final List<Screen> USUAL = List.of(WIDE, DARK, PHONE);

    private final int width;
    private final int height;
    private final boolean dark;
    private final boolean mobile;

    Screen(int width, int height, boolean dark, boolean mobile) {
      this.width = width;
      this.height = height;
      this.dark = dark;
      this.mobile = mobile;
    }
  }

  private final RemoteWebDriver driver;
  private final HasCdp devtools;

  private Browser(RemoteWebDriver driver) {
    this.driver = driver;
    this.devtools = (HasCdp) new Augmenter().augment(driver);
  }

  static Browser of(Observer chromium) {
    ChromeOptions options = new ChromeOptions();
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu");
    LoggingPreferences all = new LoggingPreferences();
    all.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, all);
    URI remote = URI.create("http://%s:9515".formatted(chromium.address()));
    return new Browser(
        Await.until(
            DRIVER_MOST,
            "a browser is open",
            () -> new RemoteWebDriver(remote.toURL(), options, false),
            _ -> true));
  }

  void open(String url) {
    driver.get(url);
  }

  void on(Screen screen) {
    devtools.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            screen.width,
            "height",
            screen.height,
            "deviceScaleFactor",
            1,
            "mobile",
            screen.mobile));
    String scheme = screen.dark ? "dark" : "light";
    devtools.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /// What a reader sees of the elements that match, all in one.
  String text(String selector) {
    return evaluate(
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())"
            + ".map(e => e.innerText).join('\\n')",
        selector);
  }

  /// What a screen reader is told of the first element that matches.
  String label(String selector) {
    return evaluate(
        "return document.querySelector(arguments[0])?.getAttribute('aria-label') ?? ''", selector);
  }

  /// How many pixels of the page are beyond its right edge.
  int overflow() {
    return Integer.parseInt(
        evaluate(
            "const page = document.documentElement;"
                + "return String(page.scrollWidth - page.clientWidth)"));
  }

  /// Presses Tab, and says what has the focus then.
  String tab() {
    driver.findElement(By.tagName("body")).sendKeys(Keys.TAB);
    return evaluate("return document.activeElement.innerText");
  }

  /// What the browser complained of, such as what its security policy forbids.
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /// Pictures the whole page.
  void picture(Path file) throws IOException {
    Map<String, Object> answer =
        devtools.executeCdpCommand(
            "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
  }

  String evaluate(String script, Object... arguments) {
    return String.valueOf(driver.executeScript(script, arguments));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
