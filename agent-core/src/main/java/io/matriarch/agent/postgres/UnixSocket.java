package io.matriarch.agent.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/// A unix socket in the shape that PostgreSQL's JDBC driver knows. Options of TCP are accepted and
/// mean nothing. There are no time-outs: interrupting the thread ends a connect or a read.
final class UnixSocket extends Socket {

  private final UnixDomainSocketAddress address;
  private final SocketChannel channel;

  UnixSocket(String path) throws IOException {
    this.address = UnixDomainSocketAddress.of(path);
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
  }

  void connect() throws IOException {
    try {
      channel.connect(address);
    } catch (IOException e) {
      throw at(address, e);
    }
  }

  /// The failure with the address, which Java's own leaves out.
  static IOException at(SocketAddress address, Throwable failure) {
    IOException named = new IOException(address + ": " + failure.getMessage());
    named.addSuppressed(failure); // Not the cause: the deepest message is shown.
    return named;
  }

  @Override
  public void connect(SocketAddress ignored) throws IOException {
    connect();
  }

  @Override
  public void connect(SocketAddress ignored, int timeout) throws IOException {
    connect();
  }

  @Override
  public InputStream getInputStream() {
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream getOutputStream() {
    return Channels.newOutputStream(channel);
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public int getSendBufferSize() {
    return 8192;
  }

  @Override
  public int getReceiveBufferSize() {
    return 8192;
  }
}
