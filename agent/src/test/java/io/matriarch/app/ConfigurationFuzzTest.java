package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.app.Configuration.WrongConfigurationException;
import io.matriarch.app.doctor.CorosyncChecks;
import io.matriarch.fuzz.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files that administrators write, spoilt.
class ConfigurationFuzzTest {

  private static final String COROSYNC =
      """
      totem {
        version: 2
        cluster_name: herd
        token: 1000
      }
      nodelist {
        node {
          ring0_addr: 192.0.2.11
          name: n1
          nodeid: 1
        }
      }
      quorum {
        provider: corosync_votequorum
        two_node: 1
      }
      """;

  private static final String WEBHOOK =
      """
      [webhook]
      url = "https://hooks.example.net/m"
      secret_file = "/etc/matriarch/webhook.secret"
      severity = "info"
      """;

  private static final String PEERS =
      """
      [peers]
      scheme = "https"
      ca_file = "/etc/matriarch/ca.pem"
      username = "herd"
      password_file = "/etc/matriarch/herd.password"
      """;

  private static final String TABLE =
      """
      # nothing
      [table]
      listen = '[::]:1'
      x = [1, {a = 1979-05-27T07:32:00Z}]
      """;

  @TempDir Path directory;

  @Test
  void a_configuration_is_read_or_its_faults_are_named() {
    Path file = directory.resolve("matriarch.toml");
    Fuzz.of(1500, "listen = \"0.0.0.0:9670\"\nlog_level = \"info\"\n", WEBHOOK, PEERS, TABLE)
        .with(
            "[",
            "[[",
            "{",
            "\"\"\"",
            "'''",
            "=",
            ".",
            "listen",
            "log_level",
            "1_000",
            "inf",
            "\\u",
            "url",
            "http://",
            "/\\u0000")
        .bytes(
            bytes -> {
              Files.write(file, bytes);
              try {
                Configuration read = Configuration.read(file);
                assertThat(read.network().port()).isBetween(0, 65_535);
                assertThat(read.network().host()).isNotEmpty();
              } catch (WrongConfigurationException refused) {
                assertThat(refused).hasMessageStartingWith(file + ": ");
              }
            });
  }

  @Test
  void a_name_of_a_cluster_is_one_word() {
    Path file = directory.resolve("corosync.conf");
    Fuzz.of(500, COROSYNC)
        .with("cluster_name:", "\n", " ")
        .bytes(
            bytes -> {
              Files.write(file, bytes);
              assertThat(CorosyncName.read(file)).isNotEmpty().doesNotContainAnyWhitespaces();
            });
  }

  @Test
  void corosync_s_file_is_judged_whatever_it_holds() {
    Fuzz.of(1000, COROSYNC)
        .with("token:", "ring0_addr:", "device {", "\n", "\n\n\n", " ", "\t")
        .texts(text -> assertThat(CorosyncChecks.of(text)).isNotNull());
  }
}
