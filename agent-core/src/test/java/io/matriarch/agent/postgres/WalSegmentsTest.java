package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.WalPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSegmentsTest {

  private static final int SIZE = 1 << 20;

  /// In the middle of the third segment of a mebibyte.
  private static final WalPosition BEGUN = new WalPosition(4, Lsn.parse("0/280000"));

  @TempDir private Path directory;

  @BeforeEach
  void four_segments_of_timeline_3() throws IOException {
    for (int number = 1; number <= 4; number++) {
      segment(3, number);
    }
  }

  @Test
  void what_is_before_the_promotion_stays() throws IOException {
    end(BEGUN);

    assertThat(bytes(3, 1)).isEqualTo(full());
    assertThat(Arrays.copyOf(bytes(3, 2), SIZE / 2)).isEqualTo(Arrays.copyOf(full(), SIZE / 2));
  }

  @Test
  void the_rest_of_its_segment_becomes_zeros() throws IOException {
    end(BEGUN);

    assertThat(bytes(3, 2)).hasSize(SIZE);
    assertThat(Arrays.copyOfRange(bytes(3, 2), SIZE / 2, SIZE)).containsOnly(0);
  }

  @Test
  void segments_after_it_are_deleted() throws IOException {
    end(BEGUN);

    assertThat(names()).containsExactly(name(3, 1), name(3, 2));
  }

  @Test
  void a_promotion_between_two_segments_leaves_the_one_before_whole() throws IOException {
    end(new WalPosition(4, Lsn.parse("0/300000")));

    assertThat(bytes(3, 2)).isEqualTo(full());
    assertThat(names()).containsExactly(name(3, 1), name(3, 2));
  }

  @Test
  void the_promotions_own_timeline_stays_and_so_does_a_later_one() throws IOException {
    segment(4, 2);
    segment(5, 3);

    end(BEGUN);

    assertThat(bytes(4, 2)).isEqualTo(full());
    assertThat(bytes(5, 3)).isEqualTo(full());
  }

  @Test
  void of_later_timelines_everything_is_forgotten() throws IOException {
    segment(4, 2);
    Files.writeString(directory.resolve("00000003.history"), "2\t0/100000\tno reason\n");
    Files.writeString(directory.resolve("00000004.history"), "3\t0/280000\tno reason\n");
    Files.write(directory.resolve(name(5, 3) + ".partial"), full());

    new WalSegments(directory).forgetAfter(3);

    assertThat(names())
        .containsExactly("00000003.history", name(3, 1), name(3, 2), name(3, 3), name(3, 4));
  }

  @Test
  void the_newest_timeline_is_that_of_any_file() throws IOException {
    assertThat(new WalSegments(directory).newestTimeline()).isEqualTo(3);
    Files.writeString(directory.resolve("0000000A.history"), "3\t0/280000\tno reason\n");
    assertThat(new WalSegments(directory).newestTimeline()).isEqualTo(10);
  }

  @Test
  void what_is_no_segment_stays() throws IOException {
    Files.writeString(directory.resolve("00000004.history"), "3\t0/280000\tno reason\n");
    Files.write(directory.resolve(name(3, 4) + ".partial"), full());
    Files.createDirectory(directory.resolve("archive_status"));

    end(BEGUN);

    assertThat(names()).contains("00000004.history", name(3, 4) + ".partial", "archive_status");
  }

  private void end(WalPosition begun) throws IOException {
    new WalSegments(directory).endAt(begun);
  }

  private void segment(int timeline, int number) throws IOException {
    Files.write(directory.resolve(name(timeline, number)), full());
  }

  private static String name(int timeline, int number) {
    return "%08X%08X%08X".formatted(timeline, 0, number);
  }

  private byte[] bytes(int timeline, int number) throws IOException {
    return Files.readAllBytes(directory.resolve(name(timeline, number)));
  }

  private static byte[] full() {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
