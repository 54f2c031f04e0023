package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        .isEqualTo(new Configuration("0.0.0.0", 9670, "info"));
  }

  @Test
  void every_key_is_read(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("matriarch.toml"),
            "listen = \"[::1]:9999\"\nlog_level = \"debug\"\n");
    assertThat(Configuration.read(file)).isEqualTo(new Configuration("::1", 9999, "debug"));
  }

  @Test
  void all_faults_are_told_at_once(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("matriarch.toml"), "port = 1\nlisten = 5\nlog_level = \"loud\"\n");
    assertThatThrownBy(() -> Configuration.read(file))
        .hasMessageContaining("unknown key port: known are listen, log_level")
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
