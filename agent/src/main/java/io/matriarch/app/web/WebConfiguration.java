package io.matriarch.app.web;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A web configuration file in the format of Prometheus' exporters: TLS, and the users with their
/// bcrypt hashes.
record WebConfiguration(Optional<Tls> tls, Map<String, String> users) {

  static final String TLS12 = "TLS12";
  static final String TLS13 = "TLS13";

  /// How the port speaks TLS.
  record Tls(
      Path certificate,
      Path key,
      ClientAuthType clientAuth,
      Optional<Path> clientAuthority,
      Versions versions,
      List<String> cipherSuites) {}

  /// The oldest and the newest version of TLS that is spoken.
  record Versions(String least, String most) {}

  private static final int TEXT_CHARACTERS_MAX = 1 << 20;
  private static final List<String> KEYS = List.of("tls_server_config", "basic_auth_users");
  private static final List<String> TLS_KEYS =
      List.of(
          "cert_file",
          "key_file",
          "client_auth_type",
          "client_ca_file",
          "min_version",
          "max_version",
          "cipher_suites");
  private static final List<String> VERSIONS = List.of(TLS12, TLS13);
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[abxy]\\$(0[4-9]|[12]\\d|3[01])\\$[./A-Za-z0-9]{53}");

  WebConfiguration {
    users = new TreeMap<>(users);
  }

  /// @param directory that relative paths begin at: the file's own
  static WebConfiguration parse(String yaml, Path directory, List<String> faults) {
    YamlTable file = new YamlTable(read(yaml, faults), "", faults);
    file.only(KEYS);
    Map<String, String> users =
        file.table("basic_auth_users").map(YamlTable::all).orElseGet(TreeMap::new);
    users.forEach((user, hash) -> checkUser(user, hash, faults));
    return new WebConfiguration(
        file.table("tls_server_config").map(table -> tls(table, directory)), users);
  }

  private static Map<?, ?> read(String yaml, List<String> faults) {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(TEXT_CHARACTERS_MAX)
            .build();
    try {
      Object read = new Load(settings).loadFromString(yaml);
      if (read instanceof Map<?, ?> map) {
        return map;
      }
      if (read != null) {
        faults.add("it is not a YAML mapping");
      }
    } catch (YamlEngineException e) {
      faults.add("it is not YAML: " + where(e));
    } catch (StackOverflowError e) {
      // The parser calls itself for each level, and has no bound of its own.
      faults.add("it is nested too deeply");
    }
    return Map.of();
  }

  /// The parser's whole message shows the line, which may hold a secret.
  private static String where(YamlEngineException failure) {
    return failure instanceof MarkedYamlEngineException marked
        ? marked.getProblem()
            + marked.getProblemMark().map(m -> ", in line " + (m.getLine() + 1)).orElse("")
        : String.valueOf(failure.getMessage());
  }

  private static void checkUser(String user, String hash, List<String> faults) {
    if (user.contains(":")) {
      faults.add("basic_auth_users: the name " + user + " has a colon, which no name can have");
    }
    if (!BCRYPT.matcher(hash).matches()) {
      faults.add(
          "basic_auth_users.%s is not a bcrypt hash: make one with htpasswd -nBC 10 ''"
              .formatted(user));
    }
  }

  private static Tls tls(YamlTable table, Path directory) {
    table.only(TLS_KEYS);
    Optional<Path> authority =
        table.text("client_ca_file").map(text -> path("client_ca_file", text, table, directory));
    return new Tls(
        path("cert_file", table.required("cert_file"), table, directory),
        path("key_file", table.required("key_file"), table, directory),
        clientAuth(table, authority.isPresent()),
        authority,
        versions(table),
        table.texts("cipher_suites"));
  }

  private static Path path(String key, String text, YamlTable table, Path directory) {
    try {
      return directory.resolve(text);
    } catch (InvalidPathException e) {
      table.faults().add(table.place() + key + " is no path: it holds a NUL");
      return directory;
    }
  }

  private static ClientAuthType clientAuth(YamlTable table, boolean authority) {
    String word = table.text("client_auth_type").orElse(ClientAuthType.NO_CLIENT_CERT.word());
    Optional<ClientAuthType> type = ClientAuthType.of(word);
    if (type.isEmpty()) {
      table
          .faults()
          .add(
              "%sclient_auth_type %s is not one of %s"
                  .formatted(table.place(), word, ClientAuthType.words()));
    }
    ClientAuthType known = type.orElse(ClientAuthType.NO_CLIENT_CERT);
    if (known.verified() && !authority) {
      table.faults().add(table.place() + "client_ca_file is missing: " + word + " needs it");
    }
    if (authority && type.isPresent() && !known.verified()) {
      table
          .faults()
          .add(
              "%sclient_ca_file needs a client_auth_type that verifies: RequireAndVerifyClientCert"
                  .formatted(table.place()));
    }
    return known;
  }

  private static Versions versions(YamlTable table) {
    String least = version(table, "min_version", TLS12);
    String most = version(table, "max_version", TLS13);
    if (least.compareTo(most) > 0) {
      table.faults().add(table.place() + "min_version is above max_version");
    }
    return new Versions(least, most);
  }

  private static String version(YamlTable table, String key, String fallback) {
    String version = table.text(key).orElse(fallback);
    if (!VERSIONS.contains(version)) {
      table
          .faults()
          .add(
              "%s%s %s is not one of %s"
                  .formatted(table.place(), key, version, String.join(", ", VERSIONS)));
      return fallback;
    }
    return version;
  }
}
