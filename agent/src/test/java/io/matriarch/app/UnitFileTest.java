package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.agent.process.Command;
import io.matriarch.agent.process.CommandResult;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What systemd would allow the service, as systemd itself judges the unit file.
class UnitFileTest {

  private static final Path UNIT = Path.of("src/main/dist/matriarch.service");

  /// Another version judges by other names.
  @BeforeEach
  void needTheSystemdWhoseNamesAreKnown() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "systemd-analyze is not installed");
    assumeTrue(ran("--version").stdout().startsWith("systemd 252 "), "another version of systemd");
  }

  private static CommandResult ran(String... options) {
    List<String> line = new ArrayList<>(List.of("systemd-analyze"));
    line.addAll(List.of(options));
    return Objects.requireNonNull(Commands.run(Command.of(line).within(RawClient.DEADLINE)).block())
        .orFail();
  }

  @Test
  void each_protection_that_is_left_off_is_named_with_its_reason() throws IOException {
    String unit = Files.readString(UNIT);
    String judged =
        ran("security", "--offline=true", "--json=short", UNIT.toAbsolutePath().toString())
            .stdout();
    JsonNode judgements = new ObjectMapper().readTree(judged);
    assertThat(judgements).hasSizeGreaterThan(50);
    for (JsonNode judgement : judgements) {
      if (!judgement.path("set").asBoolean()) {
        String directive = judgement.path("name").asText().replaceFirst("[/=].*", "=");
        assertThat(unit).contains(directive);
      }
    }
  }
}
