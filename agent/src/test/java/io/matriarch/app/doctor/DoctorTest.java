package io.matriarch.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.agent.cluster.XmlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoctorTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/io/matriarch/app/doctor");

  private static String read(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> cib(String text) {
    return PacemakerChecks.of(new XmlReader().read("test", text)).stream()
        .map(Finding::sentence)
        .toList();
  }

  @Test
  void the_configuration_that_the_readme_shows_is_well() {
    assertThat(cib(read("cib.xml"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "stonith-enabled" value="true"     | "stonith-enabled" value="false"      | fencing is off (stonith-enabled=false)
          "stonith-enabled" value="true"     | "fencing-enabled" value="false"      | fencing is off (fencing-enabled=false)
          plug" value="n3"                   | plug" value="n3"                     |
          pcmk_host_list" value="n3"         | pcmk_host_list" value="n4"           | no fence device has n3
          class="stonith"                    | class="ocf"                          | there is no fence device
          "no-quorum-policy" value="stop"    | "no-quorum-policy" value="ignore"    | both halves
          "load-threshold" value="1000%"     | "load-threshold" value="80%"         | one thing at a time
          "load-threshold" value="1000%"     | "batch-limit" value="0"              | one thing at a time
          name="have-watchdog" value="false" | name="maintenance-mode" value="true" | maintenance mode
          name="notify" value="true"         | name="notify" value="false"          | notifications are off
          name="promotable" value="true"     | name="promotable" value="false"      | is not promotable
          interval="2s" timeout="10s"        | interval="1s" timeout="10s"          | the same interval
          role="Promoted" on-fail="demote"   | role="Promoted"                      | a failed Promoted monitor restarts
          name="start" interval="0" timeout="60s" | name="start" interval="0"       | start of pgsqld has 20 s
          interval="1s" timeout="10s"        | interval="30s" timeout="10s"         | runs every 30s
          interval="1s" timeout="10s"        | interval="1s" timeout="3s"           | less than 10 s
          with-rsc-role="Promoted"           | with-rsc-role="Started"              | no virtual address follows
          kind="Mandatory" symmetrical="false" | kind="Mandatory"                   | is symmetrical
          first-action="demote"              | first-action="stop"                  | nothing orders vip after the demote
          id="fence-n1-elsewhere"            | id="cli-ban-pgsql-ha-on-n1"          | was left behind
          /usr/lib/matriarch/alert           | /usr/lib/other/alert                 | no alert wakes the agents
          """)
  void each_mistake_is_found(String right, String wrong, String found) {
    String text = read("cib.xml");
    assertThat(text).contains(right);
    if (found != null) {
      assertThat(cib(text.replace(right, wrong))).anyMatch(s -> s.contains(found));
    }
  }

  @Test
  void every_finding_has_a_remedy() {
    assertThat(PacemakerChecks.of(new XmlReader().read("test", "<cib/>")))
        .isNotEmpty()
        .allMatch(finding -> !finding.remedy().isBlank());
  }

  @Test
  void corosync_with_one_link_is_a_risk_and_two_nodes_alone_are_a_problem() {
    String three = read("corosync.conf");
    assertThat(CorosyncChecks.of(three))
        .extracting(Finding::sentence)
        .containsExactly("the nodes have one link: its loss divides the cluster");
    String two = three.replaceFirst("ring0_addr: 192.0.2.13", "");
    assertThat(CorosyncChecks.of(two)).extracting(Finding::weight).contains(Finding.Weight.PROBLEM);
    assertThat(CorosyncChecks.of(three.replace("token: 1000", "token: 10000")))
        .anyMatch(f -> f.sentence().contains("token is 10000 ms"));
  }

  private static Map<String, String> settings(String name, String value) {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                "wal_log_hints", "on",
                "fsync", "on",
                "full_page_writes", "on",
                "wal_level", "replica",
                "hot_standby", "on",
                "recovery_target_timeline", "latest",
                "max_wal_senders", "10",
                "wal_retrieve_retry_interval", "500",
                "max_slot_wal_keep_size", "4096",
                "primary_conninfo", "host=vip connect_timeout=3 application_name=n1"));
    settings.put(name, value);
    return settings;
  }

  private static List<Finding> postgres(String name, String value) {
    String hba = "host replication all 192.0.2.11/32 reject\n";
    return PostgresChecks.of(settings(name, value), hba, "n1", 3);
  }

  @Test
  void settings_as_the_readme_has_them_are_well() {
    assertThat(postgres("fsync", "on")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fsync,off,corrupts",
    "wal_level,minimal,nobody can replicate",
    "hot_standby,off,cannot ask a standby",
    "recovery_target_timeline,current,does not follow",
    "wal_retrieve_retry_interval,5000,late",
    "max_wal_senders,3,no room",
    "max_slot_wal_keep_size,-1,fill the disk",
    "primary_conninfo,host=vip application_name=n1,connect_timeout",
    "primary_conninfo,host=vip connect_timeout=3 application_name=n12,is not 'n1'"
  })
  void a_wrong_setting_is_found(String name, String value, String found) {
    assertThat(postgres(name, value)).anyMatch(f -> f.sentence().contains(found));
  }

  @Test
  void a_node_that_may_replicate_from_itself_is_a_risk() {
    assertThat(PostgresChecks.of(settings("fsync", "on"), "host all all all md5\n", "n1", 3))
        .anyMatch(f -> f.sentence().contains("replicate from itself"));
  }

  @Test
  void clocks_that_differ_are_found() throws IOException {
    var document = new ObjectMapper().readTree("{\"agent\":{\"time\":\"2026-03-01T12:00:00Z\"}}");
    Map<String, com.fasterxml.jackson.databind.JsonNode> documents = Map.of("n1", document);
    assertThat(AgentChecks.of(documents, Instant.parse("2026-03-01T12:00:01Z"))).isEmpty();
    assertThat(AgentChecks.of(documents, Instant.parse("2026-03-01T12:00:09Z")))
        .anyMatch(f -> f.sentence().contains("differs by 9 s"));
  }

  private static List<Finding> score(String missing) throws IOException {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    var document =
        new ObjectMapper()
            .readTree(
                """
                {"agent": {"time": "%s"}, "resources": [{"decision": {"score": {
                  "action": "publish", "value": 1000, %s}}}]}
                """
                    .formatted(now, missing));
    return AgentChecks.of(Map.of("n1", document), now);
  }

  @Test
  void a_score_that_does_not_reach_the_cib_is_a_problem_with_its_reason() throws IOException {
    assertThat(score("\"missing_for_ms\": 9999")).isEmpty();
    assertThat(score("\"missing_for_ms\": 12000, \"missing_because\": \"attrd is down\""))
        .extracting(Finding::sentence)
        .containsExactly("no promotion score of n1 has reached the CIB for 12 s: attrd is down");
  }

  private static List<String> webhook(String target, boolean failing) throws IOException {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    var document =
        new ObjectMapper()
            .readTree(
                """
                {"agent": {"time": "%s", "webhook": {
                  "target": "%s", "failing": %s, "reason": "it answered with 401"}}}
                """
                    .formatted(now, target, failing));
    return AgentChecks.of(Map.of("n1", document), now).stream().map(Finding::sentence).toList();
  }

  @Test
  void a_webhook_that_fails_is_found_with_its_reason() throws IOException {
    assertThat(webhook("https://hooks.example.net", false)).isEmpty();
    assertThat(webhook("https://hooks.example.net", true))
        .containsExactly(
            "events of n1 do not reach the webhook at https://hooks.example.net:"
                + " it answered with 401");
  }

  @Test
  void a_webhook_that_is_posted_to_unencrypted_is_found_unless_it_is_on_the_node()
      throws IOException {
    assertThat(webhook("http://hooks.example.net:8080", false))
        .containsExactly("n1 posts its events to http://hooks.example.net:8080 unencrypted");
    assertThat(webhook("http://127.0.0.1.example.net", false)).hasSize(1);
    assertThat(webhook("http://127.0.0.1:8080", false)).isEmpty();
    assertThat(webhook("http://[::1]:8080", false)).isEmpty();
  }
}
