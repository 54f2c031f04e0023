package io.matriarch.history;

/// Accounts between which clients transfer, numbered from 1 on.
///
/// @param each what each of them holds in the beginning
public record Bank(int accounts, long each) {

  /// What all of them hold together, at every moment.
  public long total() {
    return accounts * each;
  }
}
