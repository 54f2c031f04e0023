package io.matriarch.agent.postgres;

import io.matriarch.agent.postgres.Conninfo.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Has a standby connect to its upstream as soon as that can be reached.
///
/// PostgreSQL waits for `wal_retrieve_retry_interval` between two attempts; one that meets a
/// virtual address which is just moving lasts until TCP repeats it, a second or more; and a
/// connection to a primary that is no more lasts until `wal_receiver_timeout`.
record Reconnection(InstanceProcesses processes, List<Target> targets) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);

  /// Between two attempts to connect, which do not wait for each other: the first packet of one
  /// that comes too early is lost.
  private static final Duration PAUSE = Duration.ofMillis(30);

  /// A WAL receiver that the upstream sends away has ended by then.
  private static final Duration SENT_AWAY_WITHIN = Duration.ofMillis(250);

  private static final int TRIES = 4;

  /// Ends the WAL receiver; once the upstream can be reached, has PostgreSQL start one until it
  /// stays. Blocks for some seconds at most.
  void run() throws IOException, InterruptedException {
    endReceivers();
    if (!awaitReachable()) {
      return;
    }
    int tries = 0;
    do {
      endReceivers();
      beginToReceive();
      Thread.sleep(SENT_AWAY_WITHIN);
      tries++;
    } while (tries < TRIES && processes.walReceivers().isEmpty());
  }

  private boolean awaitReachable() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    CountDownLatch reached = new CountDownLatch(1);
    boolean reachable = false;
    while (!reachable && System.nanoTime() < end) {
      for (Target target : targets) {
        Thread.ofVirtual().start(() -> tryOut(target, reached));
      }
      reachable = reached.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
    return reachable;
  }

  private void endReceivers() {
    processes.walReceivers().stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroy);
  }

  /// The process that replays WAL begins to receive it too; that it reads the configuration again
  /// ends its wait.
  private void beginToReceive() throws IOException, InterruptedException {
    for (long pid : processes.startup()) {
      var _ =
          new ProcessBuilder("kill", "-s", "HUP", Long.toString(pid))
              .start()
              .waitFor(CONNECT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void tryOut(Target target, CountDownLatch reached) {
    if (target.address().isEmpty() || target.address().startsWith("/")) {
      reached.countDown();
      return;
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(target.address(), target.port()), (int) CONNECT_WITHIN.toMillis());
      reached.countDown();
    } catch (IOException _) {
      // Not there yet: the next attempt is under way.
    }
  }
}
