package io.matriarch.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/// Sockets that connect within 100 ms or not at all: the kernel repeats a lost SYN only after a
/// second, which would be counted as the product's.
public final class ImpatientSockets extends SocketFactory {

  private static final int CONNECT_MILLIS = 100;

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(endpoint, CONNECT_MILLIS);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private Socket connected(SocketAddress endpoint) throws IOException {
    Socket socket = createSocket();
    socket.connect(endpoint, CONNECT_MILLIS);
    return socket;
  }
}
