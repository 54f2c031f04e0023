package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WakeFifoTest {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  @TempDir private Path directory;
  private Path path;
  private WakeFifo fifo;

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("wake");
    fifo = WakeFifo.open(path);
    fifo.lines().subscribe(lines::add, _ -> {}, () -> ended.set(true));
  }

  @AfterEach
  void close() throws IOException {
    fifo.close();
  }

  @Test
  void the_pipe_is_made_for_its_owner_and_group() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
    assertThat(Files.getAttribute(path, "posix:group"))
        .isEqualTo(Files.getAttribute(directory, "posix:group"));
  }

  @Test
  void writers_come_and_go_without_an_end() throws IOException {
    write("one\n");
    write("two\nthree\n");
    Eventually.holds(() -> lines.equals(List.of("one", "two", "three")));
    assertThat(ended).isFalse();
  }

  @Test
  void a_line_may_come_in_pieces() throws IOException {
    write("on");
    write("e\n");
    Eventually.holds(() -> lines.equals(List.of("one")));
  }

  @Test
  void a_line_without_end_is_cut_off() throws IOException {
    write("x".repeat(20_000));
    write("\nnext\n");
    Eventually.holds(() -> lines.equals(List.of("x".repeat(WakeFifo.LONGEST_LINE), "next")));
  }

  @Test
  void control_characters_do_not_reach_the_log() throws IOException {
    write("a\u001b[31mb\n");
    Eventually.holds(() -> lines.equals(List.of("a?[31mb")));
  }

  @Test
  void a_pipe_that_is_there_already_is_used() throws IOException {
    try (WakeFifo again = WakeFifo.open(path)) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void closing_ends_the_lines() throws IOException {
    fifo.close();
    Eventually.holds(ended::get);
  }

  @Test
  void a_file_in_its_place_is_named() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> WakeFifo.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(file.toString(), "not a named pipe");
  }

  private void write(String text) throws IOException {
    Files.write(path, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }
}
