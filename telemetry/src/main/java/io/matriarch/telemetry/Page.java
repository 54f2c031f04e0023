package io.matriarch.telemetry;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The live page: some files of the agent's own, read once, which may fetch from nowhere else.
final class Page {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final List<String> FILES =
      List.of(
          "index.html", "page.css", "page.js", "herd.js", "nodes.js", "failovers.js", "icon.svg");

  private final Map<String, String> files = new TreeMap<>();
  private final Answers answers;

  Page(Answers answers) {
    this.answers = answers;
    FILES.forEach(name -> files.put(name, read(name)));
  }

  private static String read(String name) {
    try (InputStream in = Page.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing in the package");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void mount(Router router) {
    files.keySet().forEach(name -> router.route("/page/" + name).handler(c -> send(c, name)));
  }

  void index(RoutingContext context) {
    send(context, "index.html");
  }

  private void send(RoutingContext context, String name) {
    HttpServerResponse response = context.response();
    response
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    answers.send(context, 200, type(name), files.getOrDefault(name, ""));
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no content type for " + name);
    };
  }

  /// Whether a browser asks, which wants a page rather than a list.
  static boolean isWanted(RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/html");
  }
}
