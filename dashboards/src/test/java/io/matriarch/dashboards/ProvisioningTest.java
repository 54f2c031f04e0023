package io.matriarch.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// That what Grafana is started with finds what it names.
final class ProvisioningTest {

  private static final Path COMPOSE = Path.of("compose.yml");

  private static JsonNode read(Path file) throws IOException {
    Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return new ObjectMapper().valueToTree(yaml);
  }

  private static JsonNode grafana() throws IOException {
    return read(COMPOSE).at("/services/grafana");
  }

  /// Where each directory of this one is in the container.
  private static Map<String, Path> mounts() throws IOException {
    Map<String, Path> mounts = new TreeMap<>();
    for (JsonNode volume : grafana().path("volumes")) {
      String[] parts = volume.asText().split(":");
      assertThat(parts).as(volume.asText()).hasSize(3).endsWith("ro");
      mounts.put(parts[1], Path.of(parts[0]).normalize());
    }
    return mounts;
  }

  private static Path mounted(String place) throws IOException {
    Path directory = mounts().get(place);
    if (directory == null) {
      throw new AssertionError(place + " is not mounted: mounted are " + mounts().keySet());
    }
    return directory;
  }

  @Test
  void every_mounted_directory_is_there() throws IOException {
    assertThat(mounts()).hasSize(3);
    assertThat(mounts().values()).allMatch(Files::isDirectory, "is a directory");
  }

  @Test
  void the_image_is_named_without_a_registry() throws IOException {
    assertThat(grafana().path("image").asText())
        .matches("\\$\\{GRAFANA_IMAGE:-[a-z]+/[a-z]+(:[\\w.-]+)?}");
  }

  @Test
  void grafana_finds_the_data_source_and_its_address() throws IOException {
    Path directory = mounted("/etc/grafana/provisioning/datasources");
    JsonNode source = read(directory.resolve("matriarch.yml")).at("/datasources/0");
    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(source.path("isDefault").asBoolean()).isTrue();
    String variable = source.path("url").asText();
    assertThat(variable).startsWith("$");
    assertThat(grafana().path("environment").has(variable.substring(1))).isTrue();
  }

  @Test
  void grafana_finds_every_dashboard() throws IOException {
    Path directory = mounted("/etc/grafana/provisioning/dashboards");
    String place =
        read(directory.resolve("matriarch.yml")).at("/providers/0/options/path").asText();
    Path dashboards = mounted(place);
    for (Dashboard dashboard : Dashboard.ALL) {
      Path file = dashboards.resolve(dashboard.file());
      assertThat(new ObjectMapper().readTree(file.toFile()).path("uid").asText())
          .as(file.toString())
          .isNotEmpty();
    }
  }

  @Test
  void the_home_is_a_dashboard_that_is_there() throws IOException {
    String home = grafana().at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText();
    String file = home.substring(home.lastIndexOf('/') + 1);
    Path directory = mounted(home.substring(0, home.lastIndexOf('/')));
    assertThat(directory.resolve(file)).exists();
  }

  @Test
  void the_rules_are_valid_yaml_with_an_expression_each() throws IOException {
    JsonNode groups = read(GeneratedFilesTest.RULES).path("groups");
    assertThat(groups).isNotEmpty();
    StreamSupport.stream(groups.spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
        .forEach(rule -> assertThat(rule.path("expr").asText()).as(rule.toString()).isNotEmpty());
  }
}
