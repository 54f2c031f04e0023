package io.matriarch.app.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this node's settings of PostgreSQL say, as its files have them.
public final class PostgresChecks {

  /// What has to be read for it.
  public static final List<String> SETTINGS =
      List.of(
          "wal_log_hints",
          "data_checksums",
          "wal_level",
          "hot_standby",
          "recovery_target_timeline",
          "primary_conninfo",
          "wal_retrieve_retry_interval",
          "max_wal_senders",
          "max_replication_slots",
          "fsync",
          "full_page_writes",
          "max_slot_wal_keep_size",
          "hba_file");

  private static final String WHERE = "postgresql";
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})\\s*(ms|s|)");

  private final Map<String, String> settings;
  private final List<Finding> findings = new ArrayList<>();

  private PostgresChecks(Map<String, String> settings) {
    this.settings = settings;
  }

  /// Judges what the files of one node say.
  ///
  /// @param settings by name; those that could not be read are left out
  /// @param hba what `pg_hba.conf` has, empty when it could not be read
  /// @param node this node's name, which the others must know it by
  public static List<Finding> of(
      Map<String, String> settings, String hba, String node, int members) {
    PostgresChecks checks = new PostgresChecks(settings);
    checks.safety();
    checks.replication(node, members);
    if (!hba.isEmpty() && !hba.lines().anyMatch(PostgresChecks::rejectsReplication)) {
      checks.add(
          Finding.Weight.RISK,
          "pg_hba.conf lets this node replicate from itself, while the virtual address is its own",
          "add above the others: host replication all THIS-NODE'S-ADDRESS/32 reject");
    }
    return List.copyOf(checks.findings);
  }

  /// Whether the line is TYPE DATABASE USER ADDRESS … METHOD and keeps a host from replicating.
  private static boolean rejectsReplication(String line) {
    List<String> fields = List.of(line.strip().split("\\s+", -1));
    return fields.size() > 4
        && fields.getFirst().startsWith("host")
        && List.of(fields.get(1).split(",", -1)).stream().anyMatch(d -> d.startsWith("replication"))
        && fields.subList(4, fields.size()).contains("reject");
  }

  private void add(Finding.Weight weight, String sentence, String remedy) {
    findings.add(new Finding(weight, WHERE, sentence, remedy));
  }

  private boolean is(String name, String value) {
    return settings.getOrDefault(name, "").equals(value);
  }

  private void safety() {
    for (String name : List.of("fsync", "full_page_writes")) {
      if (is(name, "off")) {
        add(Finding.Weight.PROBLEM, name + " is off: a crash corrupts the data", "set it to on");
      }
    }
    if (is("wal_log_hints", "off") && is("data_checksums", "off")) {
      add(
          Finding.Weight.RISK,
          "wal_log_hints is off and there are no checksums: a diverged node cannot be rewound",
          "set wal_log_hints = on, or run pg_checksums --enable on stopped servers");
    }
    if (is("wal_level", "minimal")) {
      add(
          Finding.Weight.PROBLEM,
          "wal_level is minimal: nobody can replicate",
          "set wal_level = replica");
    }
    if (is("hot_standby", "off")) {
      add(
          Finding.Weight.PROBLEM,
          "hot_standby is off: the agent cannot ask a standby",
          "set hot_standby = on");
    }
    if (settings.containsKey("recovery_target_timeline")
        && !is("recovery_target_timeline", "latest")) {
      add(
          Finding.Weight.PROBLEM,
          "recovery_target_timeline is not latest: a standby does not follow a promotion",
          "set recovery_target_timeline = latest");
    }
    if (is("max_slot_wal_keep_size", "-1")) {
      add(
          Finding.Weight.RISK,
          "max_slot_wal_keep_size is unlimited: a slot that nobody uses can fill the disk",
          "set it below the free space; the agent bounds only the slots that it makes itself");
    }
  }

  private void replication(String node, int members) {
    String conninfo = settings.getOrDefault("primary_conninfo", "");
    if (settings.containsKey("primary_conninfo") && conninfo.isEmpty()) {
      add(
          Finding.Weight.PROBLEM,
          "primary_conninfo is empty: this node cannot follow a primary",
          "set it as the README shows");
    }
    if (!conninfo.isEmpty() && !conninfo.contains("connect_timeout")) {
      add(
          Finding.Weight.RISK,
          "primary_conninfo has no connect_timeout: a standby may wait minutes for a moved address",
          "add connect_timeout=3");
    }
    if (!conninfo.isEmpty() && !named(conninfo, node)) {
      add(
          Finding.Weight.PROBLEM,
          "application_name in primary_conninfo is not '" + node + "'",
          "set application_name=" + node + " on this node");
    }
    if (millis(settings.getOrDefault("wal_retrieve_retry_interval", "")) > 1000) {
      add(
          Finding.Weight.RISK,
          "wal_retrieve_retry_interval is %s: standbys find a new primary late"
              .formatted(settings.get("wal_retrieve_retry_interval")),
          "set wal_retrieve_retry_interval = 500ms");
    }
    for (String name : List.of("max_wal_senders", "max_replication_slots")) {
      String value = settings.getOrDefault(name, "");
      if (value.matches("\\d{1,6}") && Integer.parseInt(value) < members + 2) {
        add(
            Finding.Weight.RISK,
            "%s is %s for %d nodes: no room for a base backup".formatted(name, value, members),
            "set it to 10 or more");
      }
    }
  }

  private static boolean named(String conninfo, String node) {
    return Pattern.compile("application_name\\s*=\\s*'?" + Pattern.quote(node) + "'?(\\s|&|$)")
        .matcher(conninfo)
        .find();
  }

  /// What `postgres -C` prints: with a unit, or milliseconds without one.
  private static long millis(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.matches()
        ? Long.parseLong(number.group(1)) * (number.group(2).equals("s") ? 1000 : 1)
        : 0;
  }
}
