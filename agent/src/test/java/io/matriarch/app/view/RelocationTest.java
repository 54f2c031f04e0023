package io.matriarch.app.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.matriarch.app.view.ClusterTools.ToolFailedException;
import io.matriarch.app.view.ClusterTools.ToolInterruptedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelocationTest {

  private final List<String> done = new ArrayList<>();
  private final Relocation relocation = new Relocation(new Tools(), "pg-clone");

  private int interruptions;

  private final class Tools implements ClusterTools {

    @Override
    public String cloneOf(String resource) {
      return resource + "-clone";
    }

    @Override
    public List<String> constraintsOf(String clone) {
      return List.of();
    }

    @Override
    public void move(String clone, String node) {
      done.add("move");
    }

    @Override
    public boolean idle() {
      return true;
    }

    @Override
    public void clear(String clone) {
      done.add("clear");
      if (interruptions > 0) {
        interruptions--;
        throw new ToolInterruptedException("crm_resource --clear");
      }
    }
  }

  @Test
  void the_constraint_is_removed_once_whoever_comes_first() {
    relocation.begin("n2");
    relocation.close();
    relocation.close();
    assertThat(done).containsExactly("move", "clear");
  }

  @Test
  void a_removal_that_is_interrupted_itself_is_done_again() {
    relocation.begin("n2");
    interruptions = 1;
    relocation.close();
    assertThat(done).containsExactly("move", "clear", "clear");
  }

  @Test
  void without_a_constraint_there_is_nothing_to_remove() {
    relocation.close();
    assertThat(done).isEmpty();
  }

  @Test
  void after_an_interruption_no_constraint_is_put() {
    relocation.close();
    assertThatThrownBy(() -> relocation.begin("n2"))
        .isInstanceOf(ToolFailedException.class)
        .hasMessageContaining("interrupted before");
    assertThat(done).isEmpty();
  }
}
