package io.matriarch.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What became of transfers, compared with what the primary has.
///
/// @param lost acknowledged, and not booked as they were asked for
/// @param invented refused or never asked for, and booked nevertheless
/// @param wrong what does not add up, a sentence each
/// @param unknown neither acknowledged nor refused
public record Audit(List<Long> lost, List<Long> invented, List<String> wrong, int unknown) {

  public Audit {
    lost = List.copyOf(lost);
    invented = List.copyOf(invented);
    wrong = List.copyOf(wrong);
  }

  public static Audit of(Bank bank, Collection<Transfer> transfers, Ledger ledger) {
    Map<Long, Booking> possible = new HashMap<>();
    List<Long> lost = new ArrayList<>();
    int unknown = 0;
    for (Transfer transfer : transfers) {
      switch (transfer.fate()) {
        case ACKNOWLEDGED -> {
          possible.put(transfer.number(), transfer.booking());
          if (!Objects.equals(transfer.booking(), ledger.bookings().get(transfer.number()))) {
            lost.add(transfer.number());
          }
        }
        case UNKNOWN -> {
          possible.put(transfer.number(), transfer.booking());
          unknown++;
        }
        case FAILED -> {}
      }
    }
    List<Long> invented =
        ledger.bookings().entrySet().stream()
            .filter(booked -> !Objects.equals(booked.getValue(), possible.get(booked.getKey())))
            .map(Map.Entry::getKey)
            .filter(number -> !lost.contains(number))
            .sorted()
            .toList();
    return new Audit(lost, invented, wrong(bank, ledger), unknown);
  }

  /// Each account holds what its bookings say: a transfer that overwrote another one is seen here,
  /// even where the sum is right.
  private static List<String> wrong(Bank bank, Ledger ledger) {
    Map<Integer, Long> expected = new TreeMap<>();
    for (int account = 1; account <= bank.accounts(); account++) {
      expected.put(account, bank.each());
    }
    for (Booking booking : ledger.bookings().values()) {
      expected.merge(booking.source(), -booking.amount(), Long::sum);
      expected.merge(booking.target(), booking.amount(), Long::sum);
    }
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (account, balance) -> {
          long found = ledger.balances().getOrDefault(account, 0L);
          if (found != balance) {
            wrong.add(
                "account %d holds %d, and its bookings come to %d"
                    .formatted(account, found, balance));
          }
        });
    long sum = ledger.balances().values().stream().mapToLong(Long::longValue).sum();
    if (sum != bank.total()) {
      wrong.add("all accounts hold %d, not %d".formatted(sum, bank.total()));
    }
    return wrong;
  }
}
