package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceProcessesTest {

  /// Larger than any number that Linux gives to a process.
  private static final long NOBODY = 4_194_305;

  @TempDir Path datadir;
  @TempDir Path run;

  @Test
  void a_lock_file_whose_process_is_gone_is_removed_before_somebody_gets_its_number()
      throws IOException {
    assertThat(removed(NOBODY, datadir)).isTrue();
  }

  @Test
  void a_lock_file_whose_number_went_to_another_program_is_removed() throws IOException {
    assertThat(removed(ProcessHandle.current().pid(), datadir)).isTrue();
  }

  @Test
  void a_lock_file_of_another_data_directory_is_left_alone() throws IOException {
    assertThat(removed(NOBODY, datadir.resolveSibling("another"))).isFalse();
  }

  private boolean removed(long pid, Path of) throws IOException {
    Path socketLock = run.resolve(".s.PGSQL.5432.lock");
    Files.writeString(socketLock, "%d\n%s\n1795587554\n5432\n".formatted(pid, of));
    new InstanceProcesses(datadir).removeStaleLockFiles(socketLock);
    return Files.notExists(socketLock);
  }
}
