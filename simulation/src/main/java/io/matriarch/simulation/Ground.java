package io.matriarch.simulation;

import io.matriarch.simulation.time.EventQueue;

/// What all parts of one simulation share.
record Ground(
    EventQueue queue, Chance chance, Journal journal, Network network, Ledger ledger, Laws laws) {

  void tell(String who, String what) {
    journal.tell(who, what);
  }
}
