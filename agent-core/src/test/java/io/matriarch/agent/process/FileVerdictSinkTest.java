package io.matriarch.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileVerdictSinkTest {

  @TempDir Path directory;

  @Test
  void a_verdict_is_one_line_that_everybody_may_read() throws IOException {
    new FileVerdictSink(directory)
        .write(
            "pgsqld",
            new Verdict(OcfExitCode.DEGRADED, "no upstream\nfor 3 s"),
            new BootTime(1234560));

    Path file = directory.resolve("pgsqld.verdict");
    assertThat(file).hasContent("123456 190 no upstream for 3 s");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void a_verdict_replaces_the_former_and_leaves_nothing_else() throws IOException {
    FileVerdictSink sink = new FileVerdictSink(directory);
    sink.write("pgsqld", Verdict.of(OcfExitCode.SUCCESS), new BootTime(10));
    sink.write("pgsqld", Verdict.of(OcfExitCode.NOT_RUNNING), new BootTime(20));

    assertThat(directory.resolve("pgsqld.verdict")).hasContent("2 7 ");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_removed_verdict_is_gone_and_may_be_removed_again() {
    FileVerdictSink sink = new FileVerdictSink(directory);
    sink.write("pgsqld", Verdict.of(OcfExitCode.SUCCESS), new BootTime(10));
    sink.remove("pgsqld");
    sink.remove("pgsqld");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_missing_directory_is_named() {
    FileVerdictSink sink = new FileVerdictSink(directory.resolve("gone"));

    assertThatThrownBy(
            () -> sink.write("pgsqld", Verdict.of(OcfExitCode.SUCCESS), new BootTime(10)))
        .hasMessageContaining("gone/pgsqld.verdict cannot be written");
  }
}
