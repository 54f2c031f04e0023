package io.matriarch.app.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something that is made of files and made anew when they change. While they are wrong, the last
/// that was sound goes on, and the log says so once.
final class Reloaded<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Reloaded.class);

  private final String what;
  private final Function<List<String>, T> read;
  private final BiConsumer<T, List<String>> check;
  private final Consumer<T> use;
  private T seen;
  private List<String> told = List.of();

  /// @param check notes what is wrong with something that was read, which may take a while
  /// @param first is in use already
  Reloaded(
      String what,
      Function<List<String>, T> read,
      BiConsumer<T, List<String>> check,
      Consumer<T> use,
      T first) {
    this.what = what;
    this.read = read;
    this.check = check;
    this.use = use;
    this.seen = first;
  }

  void look() {
    List<String> faults = new ArrayList<>();
    T now = read.apply(faults);
    boolean changed = !now.equals(seen);
    if (faults.isEmpty() && changed) {
      check.accept(now, faults);
    }
    if (!faults.isEmpty()) {
      tell(faults);
    } else if (changed) {
      seen = now;
      told = List.of();
      use.accept(now);
      LOG.info("{} was read anew", what);
    } else {
      told = List.of();
    }
  }

  private void tell(List<String> faults) {
    if (!faults.equals(told)) {
      LOG.warn("{}: {}: what was read before goes on", what, String.join("; ", faults));
      told = List.copyOf(faults);
    }
  }
}
