package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients connect while a server starts, and fall silent, as they do when the virtual address
/// moves away from under them. PostgreSQL's shutdown waits a minute for such a client.
@Order(9)
@ExtendWith(StoryBed.class)
class SilentClientsStory {

  private static final Duration START_MOST = Duration.ofSeconds(20);
  private static final Duration STOP_MOST = Duration.ofSeconds(10);
  private static final Duration PACE = Duration.ofMillis(20);
  private static final int CONNECT_MILLIS = 100;

  @Test
  void they_do_not_delay_a_stop(Bed bed) throws Exception {
    Node standby = bed.others(bed.primary()).getFirst();
    Node.Postmaster killed = standby.postmaster();
    List<Socket> silent = new ArrayList<>();
    AtomicBoolean started = new AtomicBoolean();
    Thread clients =
        Thread.ofPlatform().unstarted(() -> connectUntil(started, standby.address(), silent));
    try {
      clients.start();
      standby.killPostmaster();
      Await.until(
          START_MOST,
          standby + " answers again",
          () -> Postgres.facts(standby.address()).inRecovery());
      started.set(true);
      clients.join();
      bed.settles();
      assertThat(standby.postmaster()).isNotEqualTo(killed);
      bed.cluster("crm_attribute", "-N", standby.name(), "-n", "standby", "-v", "on");

      bed.probe().until(STOP_MOST, "nothing is active on " + standby, s -> !s.isActiveOn(standby));
      assertThat(standby.hasPostgres()).isFalse();
      assertThatSomeMetTheServerWhileItStarted(standby);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
    try (Client client = bed.client()) {
      client.writesAgain();
    }
  }

  /// Otherwise the story told nothing. PostgreSQL 18 ends such clients by itself, and stops in
  /// order.
  private static void assertThatSomeMetTheServerWhileItStarted(Node standby) {
    if (Suite.chosen() != Suite.SID) {
      assertThat(standby.shell("tail -n 1 /var/log/matriarch/%s.log".formatted(Bed.RESOURCE)))
          .doesNotContain("database system is shut down");
    }
  }

  /// Often enough to meet the short time in which the server starts.
  private static void connectUntil(AtomicBoolean started, String host, List<Socket> silent) {
    while (!started.get()) {
      Socket socket = new Socket();
      silent.add(socket);
      try {
        socket.connect(new InetSocketAddress(host, Postgres.PORT), CONNECT_MILLIS);
      } catch (IOException e) {
        // Nobody listens yet: the next one tries again.
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
  }
}
