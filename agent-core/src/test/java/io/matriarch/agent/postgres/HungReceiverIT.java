package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A WAL receiver whose upstream took the connection and never says a word, as after a virtual
/// address moved in that moment: PostgreSQL itself waits for ever.
class HungReceiverIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path state;
  private final List<Socket> taken = new CopyOnWriteArrayList<>();
  private ServerSocket mute;
  private RealServer primary;
  private RealServer standby;

  @BeforeEach
  void hang() throws IOException {
    mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::take);
    primary = RealServer.initialised("n1");
    standby = primary.standby("n2");
    standby.configure(
        "wal_retrieve_retry_interval = 200ms",
        "cluster_name = 'herd: one'",
        "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres connect_timeout=2'"
            .formatted(mute.getLocalPort()));
    standby.start();
    Eventually.holds("the receiver has connected", () -> taken.size() == 1);
  }

  private void take() {
    try {
      while (true) {
        taken.add(mute.accept());
      }
    } catch (IOException _) {
      // The socket is closed: the test is over.
    }
  }

  @AfterEach
  void remove() throws IOException {
    mute.close();
    for (Socket socket : taken) {
      socket.close();
    }
    standby.close();
    primary.close();
  }

  @Test
  void it_connects_anew_when_it_is_told_to() {
    PostgresRepairTools tools =
        new PostgresRepairTools(
            "n2",
            standby.instance(),
            new RepairNotes(state, "pgsql"),
            new JdbcServerObserver(standby.instance()));
    tools.reconnect().block(LIMIT);
    Eventually.holds("it has connected anew", () -> taken.size() >= 2);
    assertThat(new InstanceProcesses(standby.instance().datadir()).walReceivers()).hasSize(1);
  }
}
