package io.matriarch.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ReloadedTest {

  private final AtomicReference<String> file = new AtomicReference<>("first");
  private final List<String> used = new ArrayList<>();
  private final Reloaded<String> reloaded =
      new Reloaded<>("a file", this::read, ReloadedTest::check, used::add, "first");

  private String read(List<String> faults) {
    if (file.get().isEmpty()) {
      faults.add("it is empty");
    }
    return file.get();
  }

  private static void check(String content, List<String> faults) {
    if (content.contains("unfit")) {
      faults.add("it cannot be used");
    }
  }

  private void change(String content) {
    file.set(content);
    reloaded.look();
  }

  @Test
  void what_is_unchanged_is_not_taken_again() {
    reloaded.look();
    assertThat(used).isEmpty();
  }

  @Test
  void a_change_is_taken_once() {
    change("second");
    reloaded.look();
    assertThat(used).containsExactly("second");
  }

  @Test
  void what_cannot_be_read_is_not_taken() {
    change("");
    assertThat(used).isEmpty();
  }

  @Test
  void what_can_be_read_and_not_used_is_not_taken() {
    change("unfit");
    assertThat(used).isEmpty();
  }

  @Test
  void what_is_right_again_is_taken() {
    change("unfit");
    change("third");
    assertThat(used).containsExactly("third");
  }
}
