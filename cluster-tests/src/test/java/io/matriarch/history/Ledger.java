package io.matriarch.history;

import java.util.Map;

/// What the primary has of transfers in the end.
///
/// @param bookings by the transfer's number, written with the balances in one transaction
/// @param balances by the account
public record Ledger(Map<Long, Booking> bookings, Map<Integer, Long> balances) {

  public Ledger {
    bookings = Map.copyOf(bookings);
    balances = Map.copyOf(balances);
  }
}
