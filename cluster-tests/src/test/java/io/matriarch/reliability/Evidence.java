package io.matriarch.reliability;

import io.matriarch.history.Bank;
import io.matriarch.history.Ledger;
import io.matriarch.history.Read;
import io.matriarch.history.Transfer;
import io.matriarch.history.Write;
import java.util.List;
import java.util.Map;

/// What the clients of a round did and saw, what the primary has in the end, and what was seen of
/// the servers meanwhile.
///
/// @param kept when the writing of each row began that is there
/// @param twoPrimaries servers that were seen writable at one instant, a sentence each
public record Evidence(
    List<Write> writes,
    Map<Long, Long> kept,
    Bank bank,
    List<Transfer> transfers,
    Ledger ledger,
    List<Read> reads,
    List<String> twoPrimaries) {

  public Evidence {
    writes = List.copyOf(writes);
    kept = Map.copyOf(kept);
    transfers = List.copyOf(transfers);
    reads = List.copyOf(reads);
    twoPrimaries = List.copyOf(twoPrimaries);
  }
}
