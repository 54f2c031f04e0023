package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"pgsqld", "pg-1", "pg_1", "pg.1", "PG"})
  void an_ordinary_name_is_the_file_s_too(String resource) {
    assertThat(FileNames.of(resource)).isEqualTo(resource);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/passwd", "/etc/passwd", "..", ".", ".hidden", "a\0b", "a\nb", "\u00e4"})
  void whatever_the_name_holds_the_file_is_in_the_directory(String resource) {
    Path directory = Path.of("/run/matriarch");
    Path file = directory.resolve(FileNames.of(resource) + ".verdict").normalize();
    assertThat(file.getParent()).isEqualTo(directory);
    assertThat(file.toString()).matches("[ -~]+");
  }

  @Test
  void no_two_resources_have_the_same_file() {
    Set<String> seen = new HashSet<>();
    for (int c = 0; c < 0x500; c++) {
      assertThat(seen.add(FileNames.of("x" + Character.toString(c)))).as("U+%04X", c).isTrue();
    }
    assertThat(FileNames.of("%2E")).isNotEqualTo(FileNames.of("."));
  }
}
