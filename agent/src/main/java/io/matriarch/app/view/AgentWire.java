package io.matriarch.app.view;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// A connection to an agent that stays open: the unix socket, or a socket with or without TLS.
/// Whoever reads from it can be interrupted.
sealed interface AgentWire extends Closeable {

  void send(byte[] bytes) throws IOException;

  /// Fills what it can of the buffer, which is then read; tells whether more may come.
  ///
  /// @param patience for how long a peer that lives may be silent
  boolean fill(ByteBuffer buffer, Duration patience) throws IOException;

  /// This node's agent.
  static AgentWire to(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      return new Channel(channel, Selector.open());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException silence(Duration patience) {
    return new IOException("silent for " + patience.toSeconds() + " s");
  }

  /// The unix socket.
  record Channel(SocketChannel channel, Selector selector) implements AgentWire {

    @Override
    public void send(byte[] bytes) throws IOException {
      ByteBuffer unsent = ByteBuffer.wrap(bytes);
      while (unsent.hasRemaining()) {
        channel.write(unsent);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public boolean fill(ByteBuffer buffer, Duration patience) throws IOException {
      int ready = selector.select(patience.toMillis());
      selector.selectedKeys().clear();
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (ready == 0) {
        throw silence(patience);
      }
      buffer.clear();
      int length = channel.read(buffer);
      buffer.flip();
      return length >= 0;
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        selector.close();
      }
    }
  }

  /// Another node's port. A read of a socket cannot be interrupted, so that it looks up now and
  /// then.
  record Peer(Socket socket) implements AgentWire {

    private static final int LOOK_MILLIS = 250;

    @Override
    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      socket.setSoTimeout(LOOK_MILLIS);
    }

    @Override
    public boolean fill(ByteBuffer buffer, Duration patience) throws IOException {
      long end = System.nanoTime() + patience.toNanos();
      while (!Thread.currentThread().isInterrupted()) {
        try {
          byte[] bytes = new byte[buffer.capacity()];
          int length = socket.getInputStream().read(bytes);
          buffer.clear().put(bytes, 0, Math.max(length, 0)).flip();
          return length >= 0;
        } catch (SocketTimeoutException e) {
          if (System.nanoTime() > end) {
            throw silence(patience);
          }
        }
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
