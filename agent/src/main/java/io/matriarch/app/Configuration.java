package io.matriarch.app;

import io.matriarch.app.web.AbsolutePath;
import io.matriarch.app.web.NetworkSettings;
import io.matriarch.app.web.PeerSettings;
import io.matriarch.telemetry.sink.WebhookTarget;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// The daemon's optional configuration file.
///
/// @param network the port of `/metrics` and the live page, and how the other nodes' are asked
/// @param logLevel `error`, `warn`, `info` or `debug`
/// @param webhook to whom events are posted
record Configuration(NetworkSettings network, String logLevel, Optional<WebhookTarget> webhook) {

  static final Configuration DEFAULT =
      new Configuration(
          new NetworkSettings("0.0.0.0", 9670, Optional.empty(), PeerSettings.PLAIN),
          "info",
          Optional.empty());

  private static final long BYTES_MAX = 1 << 13;
  private static final List<String> KEYS =
      List.of("listen", "log_level", "web_config_file", "peers", "webhook");
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

  /// All that is wrong with the file, a sentence each.
  static final class WrongConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    WrongConfigurationException(Path file, List<String> faults) {
      super(file + ": " + String.join("; ", faults));
    }
  }

  /// Reads the file; a file that is not there means the defaults.
  static Configuration read(Path file) throws IOException, WrongConfigurationException {
    if (!Files.exists(file)) {
      return DEFAULT;
    }
    List<String> faults = new ArrayList<>();
    Configuration configuration = parse(text(file), faults);
    if (!faults.isEmpty()) {
      throw new WrongConfigurationException(file, faults);
    }
    return configuration;
  }

  private static String text(Path file) throws IOException, WrongConfigurationException {
    if (Files.size(file) > BYTES_MAX) {
      throw new WrongConfigurationException(
          file, List.of("it has more than " + BYTES_MAX + " bytes"));
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException _) {
      throw new WrongConfigurationException(file, List.of("it is not encoded in UTF-8"));
    }
  }

  static Configuration parse(String text, List<String> faults) {
    TomlParseResult toml = Toml.parse(text);
    toml.errors()
        .forEach(e -> faults.add("line %d: %s".formatted(e.position().line(), e.getMessage())));
    toml.keySet().stream()
        .filter(key -> !KEYS.contains(key))
        .forEach(
            key -> faults.add("unknown key " + key + ": known are " + String.join(", ", KEYS)));
    String listen = text(toml, "listen", "0.0.0.0:9670", faults);
    String level = text(toml, "log_level", DEFAULT.logLevel(), faults);
    if (!LEVELS.contains(level)) {
      faults.add("log_level = \"%s\" is not one of %s".formatted(level, String.join(", ", LEVELS)));
    }
    return new Configuration(
        listening(listen, webConfigFile(toml, faults), PeerSettings.of(toml, faults), faults),
        level,
        webhook(toml, faults));
  }

  private static Optional<WebhookTarget> webhook(TomlParseResult toml, List<String> faults) {
    if (toml.contains("webhook") && !toml.isTable("webhook")) {
      faults.add("webhook is not a table: write [webhook], and url and secret_file below it");
      return Optional.empty();
    }
    return Optional.ofNullable(toml.getTable("webhook"))
        .flatMap(table -> WebhookConfiguration.parse(table, faults));
  }

  private static Optional<Path> webConfigFile(TomlParseResult toml, List<String> faults) {
    String file = text(toml, "web_config_file", "", faults);
    return file.isEmpty() ? Optional.empty() : AbsolutePath.of("web_config_file", file, faults);
  }

  private static NetworkSettings listening(
      String listen, Optional<Path> webConfigFile, PeerSettings peers, List<String> faults) {
    int colon = listen.lastIndexOf(':');
    String port = listen.substring(colon + 1);
    String host = listen.substring(0, Math.max(colon, 0)).replaceAll("^\\[|\\]$", "");
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      faults.add("listen = \"%s\" is not ADDRESS:PORT, as in 0.0.0.0:9670".formatted(listen));
      return DEFAULT.network();
    }
    return new NetworkSettings(host, Integer.parseInt(port), webConfigFile, peers);
  }

  private static String text(
      TomlParseResult toml, String key, String fallback, List<String> faults) {
    if (!toml.contains(key)) {
      return fallback;
    }
    if (!toml.isString(key)) {
      faults.add(key + " is not a string in quotes");
      return fallback;
    }
    String value = toml.getString(key);
    return value == null ? fallback : value;
  }
}
