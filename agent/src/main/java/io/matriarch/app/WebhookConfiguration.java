package io.matriarch.app;

import io.matriarch.app.web.AbsolutePath;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.sink.WebhookTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tomlj.TomlTable;

/// The table `[webhook]` of the configuration file.
final class WebhookConfiguration {

  private static final List<String> KEYS = List.of("url", "secret_file", "ca_file", "severity");
  private static final List<String> SEVERITIES =
      Arrays.stream(Event.Severity.values()).map(s -> s.name().toLowerCase(Locale.ROOT)).toList();

  private final TomlTable table;
  private final List<String> faults;

  private WebhookConfiguration(TomlTable table, List<String> faults) {
    this.table = table;
    this.faults = faults;
  }

  /// What the table says; empty, with a fault at least, when it says it wrongly.
  static Optional<WebhookTarget> parse(TomlTable table, List<String> faults) {
    List<String> unknown = table.keySet().stream().filter(key -> !KEYS.contains(key)).toList();
    unknown.forEach(
        key ->
            faults.add(
                "unknown key webhook.%s: known are %s".formatted(key, String.join(", ", KEYS))));
    return new WebhookConfiguration(table, faults).target();
  }

  private Optional<WebhookTarget> target() {
    Optional<URI> url = text("url").flatMap(this::url);
    Optional<Path> secret = text("secret_file").flatMap(text -> path("secret_file", text));
    Optional<Path> authority = text("ca_file").flatMap(text -> path("ca_file", text));
    String severity = text("severity").orElse(SEVERITIES.getFirst());
    if (!SEVERITIES.contains(severity)) {
      faults.add(
          "webhook.severity = \"%s\" is not one of %s"
              .formatted(severity, String.join(", ", SEVERITIES)));
      return Optional.empty();
    }
    need("url");
    need("secret_file");
    Event.Severity least = Event.Severity.valueOf(severity.toUpperCase(Locale.ROOT));
    return url.flatMap(to -> secret.map(from -> new WebhookTarget(to, from, authority, least)));
  }

  private void need(String key) {
    if (!table.contains(key)) {
      faults.add("webhook.%s is missing".formatted(key));
    }
  }

  private Optional<String> text(String key) {
    if (!table.contains(key)) {
      return Optional.empty();
    }
    if (!table.isString(key)) {
      faults.add("webhook.%s is not a string in quotes".formatted(key));
      return Optional.empty();
    }
    return Optional.ofNullable(table.getString(key));
  }

  /// The address itself is not repeated: what is in it may be meant for the receiver only.
  private Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      String scheme = Optional.ofNullable(url.getScheme()).orElse("");
      if (List.of("http", "https").contains(scheme)
          && url.getHost() != null
          && url.getRawUserInfo() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      faults.add("webhook.url is no address: its character %d".formatted(e.getIndex()));
      return Optional.empty();
    }
    faults.add("webhook.url is not https://HOST/PATH or http://HOST/PATH, without a user");
    return Optional.empty();
  }

  private Optional<Path> path(String key, String text) {
    return AbsolutePath.of("webhook." + key, text, faults);
  }
}
