package io.matriarch.ocf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// A small HTTP server on a unix socket, in the daemon's place.
final class UnixHttpServer implements AutoCloseable {
  record Request(String line, String body) {}

  sealed interface Reply {
    record Text(int status, String body) implements Reply {}

    record Silence() implements Reply {}

    record HangUp() implements Reply {}
  }

  private final ServerSocketChannel server;
  private final Function<Request, Reply> handler;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> silent = new CopyOnWriteArrayList<>();

  UnixHttpServer(Path runDirectory, Function<Request, Reply> handler) throws IOException {
    this.handler = handler;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(runDirectory.resolve("agent.sock")));
    Thread.ofVirtual().start(this::serve);
  }

  /// Answers pings, and every action with the reply.
  static UnixHttpServer answering(Path runDirectory, Reply reply) throws IOException {
    Reply pong = new Reply.Text(200, "pong");
    return new UnixHttpServer(
        runDirectory, request -> request.line().startsWith("GET /ping ") ? pong : reply);
  }

  List<String> requestLines() {
    return requests.stream().map(Request::line).toList();
  }

  Request lastRequest() {
    return requests.getLast();
  }

  private void serve() {
    try {
      while (true) {
        converse(server.accept());
      }
    } catch (ClosedChannelException closed) {
      return;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// One request after the other, until the client has gone or is to get no answer.
  private void converse(SocketChannel client) throws IOException {
    Optional<Request> request = read(Channels.newInputStream(client));
    while (request.isPresent()) {
      requests.add(request.get());
      switch (handler.apply(request.get())) {
        case Reply.Text text -> write(client, text);
        case Reply.HangUp _ -> client.close();
        case Reply.Silence _ -> silent.add(client);
      }
      boolean goesOn = client.isOpen() && !silent.contains(client);
      request = goesOn ? read(Channels.newInputStream(client)) : Optional.empty();
    }
  }

  private static Optional<Request> read(InputStream input) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = input.read();
      if (octet < 0) {
        return Optional.empty();
      }
      head.write(octet);
    }
    List<String> lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    int length =
        lines.stream()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
            .findFirst()
            .orElse(0);
    String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
    return Optional.of(new Request(lines.getFirst(), body));
  }

  private static void write(SocketChannel client, Reply.Text text) throws IOException {
    byte[] body = text.body().getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 %d Status\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
            .formatted(text.status(), body.length);
    client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    client.write(ByteBuffer.wrap(body));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel client : silent) {
      client.close();
    }
  }
}
