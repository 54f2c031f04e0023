package io.matriarch.agent.model;

/// A standby's `pg_stat_wal_receiver`.
///
/// @param status `starting`, `streaming`, `waiting`, `restarting` or `stopping`
/// @param latestEnd the end of WAL that the sender last reported, [Lsn#ZERO] when it has not yet
/// @param messageAgeMillis age of the sender's last message in milliseconds, -1 when there was none
public record WalReceiver(
    String status,
    String senderHost,
    int senderPort,
    int timeline,
    Lsn written,
    Lsn flushed,
    Lsn latestEnd,
    long messageAgeMillis) {

  public boolean streaming() {
    return status.equals("streaming");
  }
}
