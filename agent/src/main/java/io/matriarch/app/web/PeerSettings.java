package io.matriarch.app.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// The table `peers` of the configuration file: how the other nodes' agents are asked.
///
/// @param https with TLS; the name of a node in the cluster is what its certificate must be for
/// @param authority whose certificates are believed; the run time's own list without it
/// @param certificate shown to who asks for one, with its key
/// @param login for agents that want a user and a password
public record PeerSettings(
    boolean https, Optional<Path> authority, Optional<Pair> certificate, Optional<Login> login) {

  /// A certificate and its key.
  public record Pair(Path certificate, Path key) {}

  /// A user, and the file with the password.
  public record Login(String user, Path passwordFile) {}

  public static final PeerSettings PLAIN =
      new PeerSettings(false, Optional.empty(), Optional.empty(), Optional.empty());

  private static final List<String> TLS_KEYS = List.of("ca_file", "cert_file", "key_file");
  private static final List<String> KEYS =
      List.of("scheme", "ca_file", "cert_file", "key_file", "username", "password_file");

  /// Reads the table out of a configuration file whose other keys are not looked at.
  public static PeerSettings read(Path file, List<String> faults) {
    try {
      if (!Files.exists(file)) {
        return PLAIN;
      }
      TomlParseResult toml = Toml.parse(file);
      toml.errors().forEach(e -> faults.add("%s: %s".formatted(file, e.toString())));
      List<String> found = new ArrayList<>();
      PeerSettings settings = of(toml, found);
      found.forEach(fault -> faults.add("%s: %s".formatted(file, fault)));
      return settings;
    } catch (IOException e) {
      faults.add("%s cannot be read: %s".formatted(file, e.toString()));
      return PLAIN;
    }
  }

  /// The table of a whole configuration; plain HTTP without one.
  public static PeerSettings of(TomlTable toml, List<String> faults) {
    if (!toml.contains("peers")) {
      return PLAIN;
    }
    if (!toml.isTable("peers")) {
      faults.add("peers is not a table: write [peers]");
      return PLAIN;
    }
    TomlTable table = toml.getTableOrEmpty("peers");
    table.keySet().stream()
        .filter(key -> !KEYS.contains(key))
        .forEach(
            key ->
                faults.add(
                    "unknown key peers.%s: known are %s".formatted(key, String.join(", ", KEYS))));
    boolean https = https(table, faults);
    return new PeerSettings(
        https,
        path(table, "ca_file", faults),
        both(table, "cert_file", "key_file", faults)
            ? Optional.of(
                new Pair(
                    path(table, "cert_file", faults).orElse(Path.of("")),
                    path(table, "key_file", faults).orElse(Path.of(""))))
            : Optional.empty(),
        both(table, "username", "password_file", faults)
            ? Optional.of(
                new Login(
                    text(table, "username", faults).orElse(""),
                    path(table, "password_file", faults).orElse(Path.of(""))))
            : Optional.empty());
  }

  private static boolean https(TomlTable table, List<String> faults) {
    String scheme = text(table, "scheme", faults).orElse("http");
    boolean https = scheme.equals("https");
    if (!https && !scheme.equals("http")) {
      faults.add("peers.scheme = \"%s\" is neither http nor https".formatted(scheme));
    } else if (!https) {
      TLS_KEYS.stream()
          .filter(table::contains)
          .forEach(key -> faults.add("peers." + key + " needs peers.scheme = \"https\""));
    }
    return https;
  }

  private static boolean both(TomlTable table, String one, String other, List<String> faults) {
    if (table.contains(one) != table.contains(other)) {
      boolean first = table.contains(one);
      faults.add(
          "peers.%s needs peers.%s beside it".formatted(first ? one : other, first ? other : one));
    }
    return table.contains(one) && table.contains(other);
  }

  private static Optional<String> text(TomlTable table, String key, List<String> faults) {
    if (!table.contains(key)) {
      return Optional.empty();
    }
    if (!table.isString(key)) {
      faults.add("peers." + key + " is not a string in quotes");
      return Optional.empty();
    }
    return Optional.ofNullable(table.getString(key));
  }

  private static Optional<Path> path(TomlTable table, String key, List<String> faults) {
    return text(table, key, faults).flatMap(text -> AbsolutePath.of("peers." + key, text, faults));
  }
}
