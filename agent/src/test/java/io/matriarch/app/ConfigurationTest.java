package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.app.web.NetworkSettings;
import io.matriarch.app.web.PeerSettings;
import io.matriarch.telemetry.event.Event;
import io.matriarch.telemetry.sink.WebhookTarget;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private static List<String> faults(String text) {
    List<String> faults = new ArrayList<>();
    Configuration.parse(text, faults);
    return faults;
  }

  @Test
  void a_file_that_is_not_there_means_the_defaults(@TempDir Path directory) throws Exception {
    assertThat(Configuration.read(directory.resolve("none")))
        .isEqualTo(
            new Configuration(
                new NetworkSettings("0.0.0.0", 9670, Optional.empty(), PeerSettings.PLAIN),
                "info",
                Optional.empty()));
  }

  @Test
  void every_key_is_read(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("matriarch.toml"),
            """
            listen = "[::1]:9999"
            log_level = "debug"
            web_config_file = "/etc/matriarch/web.yml"
            [peers]
            scheme = "https"
            ca_file = "/ca.pem"
            cert_file = "/node.pem"
            key_file = "/node.key"
            username = "herd"
            password_file = "/password"
            """);
    PeerSettings peers =
        new PeerSettings(
            true,
            Optional.of(Path.of("/ca.pem")),
            Optional.of(new PeerSettings.Pair(Path.of("/node.pem"), Path.of("/node.key"))),
            Optional.of(new PeerSettings.Login("herd", Path.of("/password"))));
    assertThat(Configuration.read(file))
        .isEqualTo(
            new Configuration(
                new NetworkSettings(
                    "::1", 9999, Optional.of(Path.of("/etc/matriarch/web.yml")), peers),
                "debug",
                Optional.empty()));
  }

  @Test
  void all_faults_of_the_network_are_told_at_once() {
    assertThat(
            faults(
                """
                web_config_file = "web.yml"
                [peers]
                scheme = "ftp"
                ca = "/ca.pem"
                key_file = "/key"
                password_file = "secret"
                username = 1
                """))
        .containsExactlyInAnyOrder(
            "web_config_file = \"web.yml\" is not an absolute path",
            "unknown key peers.ca: known are scheme, ca_file, cert_file, key_file, username,"
                + " password_file",
            "peers.scheme = \"ftp\" is neither http nor https",
            "peers.key_file needs peers.cert_file beside it",
            "peers.username is not a string in quotes",
            "peers.password_file = \"secret\" is not an absolute path");
    assertThat(faults("[peers]\nca_file = \"/ca.pem\"\n"))
        .containsExactly("peers.ca_file needs peers.scheme = \"https\"");
    assertThat(faults("peers = 1\n")).containsExactly("peers is not a table: write [peers]");
  }

  @Test
  void all_faults_are_told_at_once(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("matriarch.toml"), "port = 1\nlisten = 5\nlog_level = \"loud\"\n");
    assertThatThrownBy(() -> Configuration.read(file))
        .hasMessageContaining(
            "unknown key port: known are listen, log_level, web_config_file, peers, webhook")
        .hasMessageContaining("listen is not a string in quotes")
        .hasMessageContaining("log_level = \"loud\" is not one of error, warn, info, debug");
  }

  @Test
  void what_is_not_toml_is_told_with_its_line() {
    assertThat(faults("listen = \"0.0.0.0:1\"\nlog_level = \n").getFirst()).startsWith("line 2");
  }

  @Test
  void an_address_without_a_port_is_refused() {
    assertThat(faults("listen = \"localhost\""))
        .containsExactly("listen = \"localhost\" is not ADDRESS:PORT, as in 0.0.0.0:9670");
  }

  private static final String WEBHOOK =
      """
      [webhook]
      url = "https://hooks.example.net/matriarch?key=hidden"
      secret_file = "/etc/matriarch/webhook.secret"
      """;

  @Test
  void a_webhook_needs_an_address_and_a_secret() {
    List<String> faults = new ArrayList<>();
    assertThat(Configuration.parse(WEBHOOK, faults).webhook())
        .hasValue(
            new WebhookTarget(
                URI.create("https://hooks.example.net/matriarch?key=hidden"),
                Path.of("/etc/matriarch/webhook.secret"),
                Optional.empty(),
                Event.Severity.INFO));
    assertThat(faults).isEmpty();
    assertThat(faults("[webhook]\n"))
        .containsExactly("webhook.url is missing", "webhook.secret_file is missing");
  }

  @Test
  void a_webhook_may_have_an_authority_and_a_severity_of_its_own() {
    assertThat(
            Configuration.parse(
                    WEBHOOK + "ca_file = \"/etc/ca.pem\"\nseverity = \"critical\"\n",
                    new ArrayList<>())
                .webhook())
        .hasValueSatisfying(
            target -> {
              assertThat(target.caFile()).hasValue(Path.of("/etc/ca.pem"));
              assertThat(target.least()).isEqualTo(Event.Severity.CRITICAL);
            });
  }

  @Test
  void what_is_wrong_with_a_webhook_is_told_without_its_address() {
    assertThat(
            faults(
                """
                [webhook]
                url = "ftp://user:hidden@hooks.example.net/key"
                secret_file = "webhook.secret"
                ca_file = 5
                severity = "loud"
                secret = "whsec_hidden"
                """))
        .containsExactly(
            "unknown key webhook.secret: known are url, secret_file, ca_file, severity",
            "webhook.url is not https://HOST/PATH or http://HOST/PATH, without a user",
            "webhook.secret_file = \"webhook.secret\" is not an absolute path",
            "webhook.ca_file is not a string in quotes",
            "webhook.severity = \"loud\" is not one of info, warning, critical");
    assertThat(faults(WEBHOOK.replace("/matriarch", "/not an address")))
        .containsExactly("webhook.url is no address: its character 29");
    assertThat(faults("webhook = \"https://hooks.example.net/hidden\""))
        .containsExactly(
            "webhook is not a table: write [webhook], and url and secret_file below it");
  }

  /// So that one who takes the signs of comments away has what he needs.
  @Test
  void the_packaged_file_is_right_with_and_without_its_comments() throws Exception {
    String file = Files.readString(Path.of("src/main/dist/matriarch.toml"));
    assertThat(faults(file)).isEmpty();
    List<String> faults = new ArrayList<>();
    Configuration all = Configuration.parse(file.replaceAll("(?m)^#(?=[a-z\\[])", ""), faults);
    assertThat(faults).isEmpty();
    assertThat(all.webhook()).isPresent();
  }

  @Test
  void the_clusters_name_comes_from_corosyncs_configuration(@TempDir Path directory)
      throws Exception {
    Path file =
        Files.writeString(directory.resolve("corosync.conf"), "totem {\n  cluster_name: herd\n}\n");
    assertThat(CorosyncName.read(file)).isEqualTo("herd");
    assertThat(CorosyncName.read(directory.resolve("none"))).isEqualTo("debian");
  }
}
