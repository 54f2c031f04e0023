package io.matriarch.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Floods the agents' network ports until it is killed: on each node 300 connections that say
/// nothing, 20 that send a byte of a request each second, and 20 requests a second, half of them
/// bad ones. Whoever is cut off comes again.
public final class Flood {

  private static final int PORT = 9670;
  private static final int SILENT = 300;
  private static final int SLOW = 20;
  private static final int ASKING = 4;
  private static final Duration PACE = Duration.ofMillis(200);
  private static final Duration BYTE_PACE = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int ANSWER_MILLIS_MOST = 5000;
  private static final List<String> REQUESTS =
      List.of(
          "GET /metrics HTTP/1.1\r\nHost: n\r\nConnection: close\r\n\r\n",
          "POST /v1/status HTTP/1.1\r\nHost: n\r\nContent-Length: 999999999\r\n\r\n",
          "GET /v1/events HTTP/1.1\r\nHost: n\r\nConnection: close\r\n\r\n",
          "\0\1\2 this is no HTTP\r\n\r\n");

  private Flood() {}

  /// What is done with a connection until it ends.
  @FunctionalInterface
  private interface Visit {
    void make(Socket socket, int number) throws IOException, InterruptedException;
  }

  /// Arguments: the nodes' addresses.
  public static void main(String[] nodes) throws InterruptedException {
    for (String node : nodes) {
      begin(SILENT, node, Flood::saysNothing);
      begin(SLOW, node, Flood::saysLittle);
      begin(ASKING, node, Flood::asks);
    }
    Thread.currentThread().join();
  }

  private static void begin(int count, String node, Visit visit) {
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread.ofVirtual().start(() -> visitForEver(node, number, visit));
    }
  }

  private static void visitForEver(String node, int number, Visit visit) {
    try {
      for (int i = number; ; i++) {
        Thread.sleep(visit(node, i, visit) ? PACE : AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether it was not cut off.
  private static boolean visit(String node, int number, Visit visit) throws InterruptedException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node, PORT), ANSWER_MILLIS_MOST);
      socket.setSoTimeout(ANSWER_MILLIS_MOST);
      visit.make(socket, number);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void saysNothing(Socket socket, int number) throws IOException {
    socket.setSoTimeout(0);
    readAll(socket);
  }

  private static void saysLittle(Socket socket, int number)
      throws IOException, InterruptedException {
    byte[] request = text(number);
    for (byte each : request) {
      socket.getOutputStream().write(each);
      Thread.sleep(BYTE_PACE);
    }
    readAll(socket);
  }

  private static void asks(Socket socket, int number) throws IOException {
    socket.getOutputStream().write(text(number));
    readAll(socket);
  }

  private static byte[] text(int number) {
    return REQUESTS.get(number % REQUESTS.size()).getBytes(StandardCharsets.US_ASCII);
  }

  private static void readAll(Socket socket) throws IOException {
    InputStream answer = socket.getInputStream();
    byte[] buffer = new byte[8192];
    while (answer.read(buffer) >= 0) {
      // It is only taken.
    }
  }
}
