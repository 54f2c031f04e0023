package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.app.web.NetworkSettings;
import io.matriarch.app.web.PeerSettings;
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
                "info"));
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
                "debug"));
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
            "unknown key port: known are listen, log_level, web_config_file, peers")
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

  @Test
  void the_clusters_name_comes_from_corosyncs_configuration(@TempDir Path directory)
      throws Exception {
    Path file =
        Files.writeString(directory.resolve("corosync.conf"), "totem {\n  cluster_name: herd\n}\n");
    assertThat(CorosyncName.read(file)).isEqualTo("herd");
    assertThat(CorosyncName.read(directory.resolve("none"))).isEqualTo("debian");
  }
}
