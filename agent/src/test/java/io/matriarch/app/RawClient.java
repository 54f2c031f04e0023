package io.matriarch.app;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A client that sends what it likes, by TCP or on a unix socket, and waits no longer than a test
/// may.
final class RawClient implements AutoCloseable {

  /// Far more than any answer takes: who waits so long waits for ever.
  static final Duration DEADLINE = Duration.ofMinutes(1);

  private final SocketChannel channel;
  private final StringBuilder received = new StringBuilder();
  private boolean ended;

  private RawClient(SocketChannel channel) {
    this.channel = channel;
  }

  static RawClient open(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    return new RawClient(channel);
  }

  /// One whole exchange: what is answered until the server closes the connection.
  static String exchange(SocketAddress address, byte[] request) throws IOException {
    try (RawClient client = open(address)) {
      client.send(request);
      client.finish();
      client.awaitEnd();
      return client.received();
    }
  }

  static String get(SocketAddress address, String path) throws IOException {
    return exchange(
        address, bytes("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  RawClient send(String text) throws IOException {
    send(bytes(text));
    return this;
  }

  /// Sends all of it, or as much as the server takes before it closes the connection.
  void send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long end = System.nanoTime() + DEADLINE.toNanos();
    try {
      while (buffer.hasRemaining() && !ended) {
        if (channel.write(buffer) == 0) {
          await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, end);
          read();
        }
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException _) {
      ended = true;
    }
  }

  /// Sends a byte at a time, each after a while without an answer, until the server has enough.
  void trickle(String text, Duration pace) throws IOException {
    for (byte b : bytes(text)) {
      if (ended) {
        return;
      }
      send(new byte[] {b});
      select(SelectionKey.OP_READ, pace);
      read();
    }
  }

  void finish() {
    try {
      channel.shutdownOutput();
    } catch (IOException _) {
      ended = true;
    }
  }

  String received() {
    return received.toString();
  }

  boolean ended() throws IOException {
    read();
    return ended;
  }

  void awaitEnd() throws IOException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!ended) {
      await(SelectionKey.OP_READ, end);
      read();
    }
  }

  void awaitText(String text) throws IOException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (received.indexOf(text) < 0) {
      if (ended) {
        throw new AssertionError("closed after: " + received);
      }
      await(SelectionKey.OP_READ, end);
      read();
    }
  }

  private void await(int operations, long end) throws IOException {
    long left = end - System.nanoTime();
    if (left <= 0) {
      throw new AssertionError("nothing within " + DEADLINE + " after: " + received);
    }
    select(operations, Duration.ofNanos(left));
  }

  private void select(int operations, Duration atMost) throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, operations);
      selector.select(Math.max(1, atMost.toMillis()));
    }
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      int count = channel.read(buffer);
      while (count > 0) {
        received.append(new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1));
        buffer.clear();
        count = channel.read(buffer);
      }
      ended = ended || count < 0;
    } catch (IOException _) {
      ended = true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
