package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/// Opening a FIFO that nobody writes to hangs in the kernel, as a frozen file system does.
class StorageTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;

  private Path fifo() throws IOException, InterruptedException {
    Path fifo = directory.resolve("fifo");
    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
    return fifo;
  }

  private static void thaw(Path fifo) throws IOException {
    Files.write(fifo, new byte[] {1}, StandardOpenOption.WRITE);
  }

  @Test
  void an_access_has_a_result() {
    assertThat(new Storage(directory).access(() -> 7).block()).isEqualTo(7);
  }

  @Test
  void an_access_that_fails_says_why() {
    Mono<byte[]> access =
        new Storage(directory).access(() -> Files.readAllBytes(directory.resolve("none")));
    assertThatThrownBy(access::block).hasMessageContaining("none");
  }

  @Test
  void an_access_that_hangs_ends_in_time_and_is_named() throws Exception {
    Path fifo = fifo();
    Storage storage = new Storage(directory);
    assertThatThrownBy(() -> storage.access(SHORT, () -> Files.readAllBytes(fifo)).block())
        .hasMessageContaining(directory + " did not answer within 0.2 s");
    thaw(fifo);
  }

  @Test
  void while_an_access_is_overdue_the_others_are_refused_at_once() throws Exception {
    Path fifo = fifo();
    Storage storage = new Storage(directory);
    assertThatThrownBy(() -> storage.access(SHORT, () -> Files.readAllBytes(fifo)).block());

    assertThatThrownBy(() -> storage.access(() -> 7).block(Duration.ofMillis(100)))
        .hasMessageContaining("an earlier access hangs");

    thaw(fifo);
    Eventually.holds("an answer", () -> storage.access(() -> 7).onErrorComplete().block() != null);
  }

  @Test
  void a_control_file_that_is_missing_is_an_answer() {
    assertThat(new Storage(directory).answers().block()).isFalse();
  }
}
