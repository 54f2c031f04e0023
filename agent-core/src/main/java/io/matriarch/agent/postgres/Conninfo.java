package io.matriarch.agent.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A libpq connection string, in either of its forms, by its keywords. It may hold a password:
/// nothing but [#toConnectionString] shows it.
final class Conninfo {

  private static final Pattern URI =
      Pattern.compile("postgres(?:ql)?://(?:([^@/?]*)@)?([^/?]*)(?:/([^?]*))?(?:\\?(.*))?");
  private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(?::(\\d*))?");
  private static final String DEFAULT_PORT = "5432";

  /// One of the servers that it names.
  ///
  /// @param address where to connect, the host's name unless an address is given
  record Target(String host, String address, int port) {

    @Override
    public String toString() {
      return (host.isEmpty() ? address : host) + ":" + port;
    }
  }

  private final Map<String, String> values;

  private Conninfo(Map<String, String> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /// Parses; throws [IllegalArgumentException], which does not quote the text.
  static Conninfo parse(String text) {
    if (text.indexOf('\0') >= 0) {
      throw ConninfoScanner.refusal();
    }
    Matcher uri = URI.matcher(text.strip());
    Conninfo parsed = new Conninfo(uri.matches() ? ofUri(uri) : ofPairs(text));
    parsed.checkPorts();
    return parsed;
  }

  /// The name by which a server is followed; empty when there is none, or the text is no connection
  /// string.
  static String applicationName(String text) {
    try {
      return parse(text).get("application_name");
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private void checkPorts() {
    for (String port : get("port").split(",", -1)) {
      String stripped = port.strip();
      boolean sound = stripped.isEmpty() || stripped.matches("[0-9]{1,5}");
      if (!sound || (!stripped.isEmpty() && !isPort(Integer.parseInt(stripped)))) {
        throw ConninfoScanner.refusal();
      }
    }
  }

  private static boolean isPort(int number) {
    return number >= 1 && number <= 65_535;
  }

  private static Map<String, String> ofPairs(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    ConninfoScanner scanner = new ConninfoScanner(text);
    while (scanner.hasNext()) {
      String key = scanner.key();
      values.put(key, scanner.value());
    }
    return values;
  }

  private static Map<String, String> ofUri(Matcher uri) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String place : uri.group(2).split(",", -1)) {
      Matcher host = HOST.matcher(place);
      if (!host.matches()) {
        throw ConninfoScanner.refusal();
      }
      hosts.add(decode(host.group(1).replaceAll("[\\[\\]]", "")));
      ports.add(Optional.ofNullable(host.group(2)).orElse(""));
    }
    put(values, "host", String.join(",", hosts));
    put(values, "port", ports.stream().allMatch(String::isEmpty) ? "" : String.join(",", ports));
    String[] login = Optional.ofNullable(uri.group(1)).orElse("").split(":", 2);
    put(values, "user", decode(login[0]));
    put(values, "password", login.length > 1 ? decode(login[1]) : "");
    put(values, "dbname", decode(Optional.ofNullable(uri.group(3)).orElse("")));
    for (String option : Optional.ofNullable(uri.group(4)).orElse("").split("&", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        String key = ConninfoScanner.checkedKey(decode(option.substring(0, equals)));
        values.put(key, decode(option.substring(equals + 1)));
      }
    }
    return values;
  }

  private static void put(Map<String, String> values, String key, String value) {
    if (!value.isEmpty()) {
      values.put(key, value);
    }
  }

  private static String decode(String text) {
    try {
      String decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      if (decoded.indexOf('\0') < 0) {
        return decoded;
      }
    } catch (IllegalArgumentException _) {
      // It quotes the text, which may be a password.
    }
    throw ConninfoScanner.refusal();
  }

  /// The keyword's value, empty when there is none.
  String get(String key) {
    return values.getOrDefault(key, "");
  }

  boolean has(String key) {
    return !get(key).isEmpty();
  }

  Conninfo with(String key, String value) {
    Conninfo other = new Conninfo(values);
    other.values.put(key, value);
    return other;
  }

  Conninfo without(String... keys) {
    Conninfo other = new Conninfo(values);
    List.of(keys).forEach(other.values::remove);
    return other;
  }

  /// The same with another server to connect to.
  Conninfo at(String host) {
    Conninfo moved = without("hostaddr").with("host", host);
    return has("port") ? moved.with("port", first(get("port"))) : moved;
  }

  private static String first(String list) {
    return list.split(",", -1)[0];
  }

  /// The servers in the order in which libpq tries them.
  List<Target> targets() {
    String[] hosts = get("host").split(",", -1);
    String[] addresses = get("hostaddr").split(",", -1);
    String[] ports = get("port").split(",", -1);
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < Math.max(hosts.length, addresses.length); i++) {
      String host = i < hosts.length ? hosts[i].strip() : "";
      String address = i < addresses.length ? addresses[i].strip() : "";
      String port = ports[i < ports.length ? i : 0].strip();
      targets.add(
          new Target(
              host,
              address.isEmpty() ? host : address,
              Integer.parseInt(port.isEmpty() ? DEFAULT_PORT : port)));
    }
    return targets;
  }

  /// The form with keywords, every value quoted.
  String toConnectionString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + quoted(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String value) {
    return value.matches("[\\w.:/,-]+")
        ? value
        : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public String toString() {
    return "Conninfo" + targets();
  }
}
