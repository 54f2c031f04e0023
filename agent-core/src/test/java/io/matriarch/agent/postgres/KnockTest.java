package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.process.Eventually;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A postmaster that is stopped has a socket that the kernel goes on queueing connections at.
class KnockTest {

  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir Path directory;
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Knock knock;

  @BeforeEach
  void setUp() {
    knock =
        new Knock(
            RealServer.instance("n1", directory, directory, directory),
            () -> new BootTime(now.get()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private ServerSocketChannel listen(int backlog) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    opened.add(server);
    server.bind(UnixDomainSocketAddress.of(directory.resolve(".s.PGSQL.5432")), backlog);
    return server;
  }

  @Test
  void an_answer_of_one_byte_is_enough() throws IOException {
    ServerSocketChannel server = listen(5);
    Thread.ofVirtual().start(() -> answer(server));
    knock.once().block(SHORT);
    now.addAndGet(60_000);
    assertThat(knock.unansweredSince()).isEmpty();
  }

  private static void answer(ServerSocketChannel server) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(8));
      client.write(ByteBuffer.wrap(new byte[] {'N'}));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nobody_there_is_no_silence() {
    knock.once().block(SHORT);
    now.addAndGet(60_000);
    assertThat(knock.unansweredSince()).isEmpty();
  }

  @Test
  void silence_ends_with_an_answer() throws Exception {
    ServerSocketChannel server = listen(5);
    knock.once().subscribe();
    Eventually.holds("the attempt", this::isSilent);

    try (SocketChannel client = server.accept()) {
      client.write(ByteBuffer.wrap(new byte[] {'E'}));
    }

    Eventually.holds("the answer", () -> knock.unansweredSince().isEmpty());
  }

  private boolean isSilent() {
    now.addAndGet(1000);
    return knock.unansweredSince().isPresent();
  }

  @Test
  void a_connection_that_is_closed_is_answered() throws Exception {
    ServerSocketChannel server = listen(5);
    knock.once().subscribe();
    Eventually.holds("the attempt", this::isSilent);
    server.accept().close();
    Eventually.holds("the answer", () -> knock.unansweredSince().isEmpty());
  }

  @Test
  void there_is_never_more_than_one_attempt() throws IOException {
    ServerSocketChannel server = listen(5);
    for (int i = 0; i < 5; i++) {
      knock.once().subscribe();
    }
    opened.add(server.accept());
    server.configureBlocking(false);
    assertThat(server.accept()).isNull();
  }

  @Test
  void a_full_queue_is_silence() throws IOException {
    listen(1);
    for (int i = 0; i < 4; i++) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      opened.add(client);
      client.configureBlocking(false);
      try {
        client.connect(UnixDomainSocketAddress.of(directory.resolve(".s.PGSQL.5432")));
      } catch (IOException _) {
        break; // The queue is full, as is meant.
      }
    }
    knock.once().subscribe();
    Eventually.holds("silence", this::isSilent);
  }
}
