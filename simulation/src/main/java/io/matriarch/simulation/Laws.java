package io.matriarch.simulation;

import java.util.ArrayList;
import java.util.List;

/// What must never be, and was seen all the same.
final class Laws {

  private final Journal journal;
  private final List<String> broken = new ArrayList<>();

  Laws(Journal journal) {
    this.journal = journal;
  }

  void broken(String sentence) {
    journal.tell("LAW BROKEN", sentence);
    broken.add(sentence);
  }

  void require(boolean holds, String sentence) {
    if (!holds) {
      broken(sentence);
    }
  }

  List<String> broken() {
    return broken;
  }
}
