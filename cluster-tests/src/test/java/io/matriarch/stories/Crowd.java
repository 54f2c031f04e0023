package io.matriarch.stories;

import io.matriarch.reliability.Evidence;
import java.time.Duration;
import java.util.List;

/// All clients of a round of the nemesis: one that writes rows, two that transfer, one that reads.
final class Crowd implements AutoCloseable {

  private final Client client;
  private final Tellers tellers;
  private final VipReader reader;

  private Crowd(Client client, Tellers tellers, VipReader reader) {
    this.client = client;
    this.tellers = tellers;
    this.reader = reader;
  }

  /// Clients that are at work already.
  static Crowd of(Bed bed) {
    Client client = bed.client();
    try {
      Tellers tellers = Tellers.of(Bed.VIP, client.table());
      VipReader reader = VipReader.of(Bed.VIP, client.table(), tellers.accounts());
      return new Crowd(client, tellers, reader);
    } catch (AssertionError | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  void writesAgain(Duration most) {
    client.writesAgain(most);
  }

  Duration longestGap() {
    return client.longestGap();
  }

  /// Nobody asks for anything from now on.
  void stop() {
    client.stop();
    tellers.stop();
    reader.close();
  }

  /// What they did and saw, compared with what the primary has now.
  Evidence evidence(List<String> twoPrimaries) {
    return new Evidence(
        client.writes(),
        client.kept(),
        Tellers.bank(),
        tellers.transfers(),
        tellers.ledger(),
        reader.reads(),
        twoPrimaries);
  }

  @Override
  public void close() {
    reader.close();
    tellers.close();
    client.close();
  }
}
