package io.matriarch.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// What the status documents of all nodes show when they are compared.
public final class AgentChecks {

  private static final Duration SKEW_MAX = Duration.ofSeconds(2);
  private static final long RETAINED_MAX = 1L << 30;
  private static final int DISK_SHARE = 10;
  private static final long SCORE_MISSING_SECONDS = 10;
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(localhost|127\\.[0-9.]+|\\[::1\\])(:\\d+)?");

  private final List<Finding> findings = new ArrayList<>();

  private AgentChecks() {}

  /// Compares what all nodes tell.
  ///
  /// @param documents the status documents by node
  public static List<Finding> of(Map<String, JsonNode> documents, Instant now) {
    AgentChecks checks = new AgentChecks();
    checks.same(documents, "/agent/version", "agents", "the agents have different versions");
    checks.same(
        documents,
        "/resources/0/server/settings/server_version_num",
        "postgresql",
        "the nodes run different versions of PostgreSQL");
    documents.forEach((node, document) -> checks.clock(node, document, now));
    documents.forEach(checks::node);
    documents.forEach((node, document) -> checks.webhook(node, document.at("/agent/webhook")));
    return List.copyOf(checks.findings);
  }

  private void same(Map<String, JsonNode> documents, String pointer, String where, String what) {
    TreeSet<String> values = new TreeSet<>();
    documents.values().stream()
        .map(document -> document.at(pointer).asText())
        .filter(text -> !text.isEmpty())
        .forEach(values::add);
    if (values.size() > 1) {
      findings.add(
          Finding.risk(
              where, what + ": " + String.join(", ", values), "upgrade the nodes to the same one"));
    }
  }

  private void clock(String node, JsonNode document, Instant now) {
    try {
      Instant told = Instant.parse(document.at("/agent/time").asText());
      Duration skew = Duration.between(told, now).abs();
      if (skew.compareTo(SKEW_MAX) > 0) {
        findings.add(
            Finding.risk(
                "agents",
                "the clock of %s differs by %d s: events seem to be in another order"
                    .formatted(node, skew.toSeconds()),
                "synchronise the clocks, with chrony for example"));
      }
    } catch (DateTimeParseException e) {
      findings.add(
          Finding.risk(
              "agents", "the agent on " + node + " tells no time", "upgrade it to this version"));
    }
  }

  private void node(String node, JsonNode document) {
    for (JsonNode resource : document.path("resources")) {
      resource
          .path("faults")
          .forEach(
              fault ->
                  findings.add(
                      Finding.problem(
                          "pacemaker",
                          node + ": " + fault.asText(),
                          "correct the parameter: crm_resource -r %s -p NAME -v VALUE"
                              .formatted(resource.path("resource").asText()))));
      score(node, resource.at("/decision/score"));
      disk(node, resource.at("/health/disk"));
      StreamSupport.stream(resource.at("/server/slots").spliterator(), false)
          .forEach(slot -> slot(node, slot));
      if (resource.at("/server/settings/pending_restart").asInt() > 0) {
        findings.add(
            Finding.risk(
                "postgresql",
                node + " has settings that wait for a restart",
                "in maintenance mode: pg_ctl restart; see pg_settings.pending_restart"));
      }
    }
  }

  private void webhook(String node, JsonNode webhook) {
    String target = webhook.path("target").asText();
    if (webhook.path("failing").asBoolean()) {
      findings.add(
          Finding.risk(
              "agents",
              "events of %s do not reach the webhook at %s: %s"
                  .formatted(node, target, webhook.path("reason").asText()),
              "docs/runbooks/MatriarchWebhookFailing.md"));
    }
    if (target.startsWith("http://") && !LOOPBACK.matcher(target).matches()) {
      findings.add(
          Finding.risk(
              "agents",
              "%s posts its events to %s unencrypted".formatted(node, target),
              "give the webhook an address that begins with https"));
    }
  }

  private void score(String node, JsonNode score) {
    long seconds = score.path("missing_for_ms").asLong() / 1000;
    if (seconds >= SCORE_MISSING_SECONDS) {
      findings.add(
          Finding.problem(
              "pacemaker",
              "no promotion score of %s has reached the CIB for %d s: %s"
                  .formatted(
                      node,
                      seconds,
                      score.path("missing_because").asText("it was written, and is not there")),
              "docs/runbooks/MatriarchScoreMissing.md: mostly pacemakerd of %s is to be restarted"
                  .formatted(node)));
    }
  }

  private void disk(String node, JsonNode disk) {
    long total = disk.path("total_bytes").asLong();
    long free = disk.path("free_bytes").asLong();
    if (total > 0 && free < total / DISK_SHARE) {
      findings.add(
          Finding.risk(
              "postgresql",
              "%s has less than a tenth free on %s".formatted(node, disk.path("path").asText()),
              "make room before it runs out"));
    }
  }

  private void slot(String node, JsonNode slot) {
    String status = slot.path("wal_status").asText();
    String name = slot.path("slot_name").asText();
    if (status.equals("lost") || status.equals("unreserved")) {
      findings.add(
          Finding.problem(
              "postgresql",
              "slot %s on %s is %s: who uses it cannot go on".formatted(name, node, status),
              "clone that standby anew, or drop the slot"));
    } else if (!slot.path("active").asBoolean()
        && slot.path("retained_wal_bytes").asLong() > RETAINED_MAX) {
      findings.add(
          Finding.risk(
              "postgresql",
              "slot %s on %s holds back more than 1 GiB and nobody uses it".formatted(name, node),
              "SELECT pg_drop_replication_slot('%s')".formatted(name)));
    }
  }
}
