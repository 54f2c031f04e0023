package io.matriarch.app.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.matriarch.app.web.PeerLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Asks agents for their status with one plain HTTP request, within a bounded time.
final class AgentClient {

  private static final int BYTES_MAX = 16 << 20;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Duration timeout;
  private final PeerLink link;

  /// For this node's agent.
  AgentClient(Duration timeout) {
    this(timeout, PeerLink.PLAIN);
  }

  /// @param link to the other nodes' agents
  AgentClient(Duration timeout, PeerLink link) {
    this.timeout = timeout;
    this.link = link;
  }

  AgentAnswer ask(Path socket) {
    return begin(() -> parse(exchange(UnixDomainSocketAddress.of(socket), request("/v1/status"))))
        .get();
  }

  /// Asks in the background; the supplier waits for the answer.
  Supplier<AgentAnswer> ask(String host, int port) {
    return begin(() -> parse(exchange(host, port, "/v1/status")));
  }

  /// Asks for another document, in the background.
  Supplier<AgentAnswer> get(String host, int port, String path) {
    return begin(() -> document(exchange(host, port, path)));
  }

  AgentAnswer get(Path socket, String path) {
    return begin(() -> document(exchange(UnixDomainSocketAddress.of(socket), request(path)))).get();
  }

  private static byte[] request(String path) {
    return request(path, "");
  }

  private static byte[] request(String path, String more) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
        .formatted(path, more)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] exchange(String host, int port, String path) throws IOException {
    // Longer than the answer is waited for, which ends it.
    try (Socket socket = link.open(host, port, timeout.multipliedBy(2))) {
      socket.getOutputStream().write(request(path, link.headers()));
      return bounded(socket.getInputStream().readNBytes(BYTES_MAX + 1));
    }
  }

  private static byte[] bounded(byte[] all) throws IOException {
    if (all.length > BYTES_MAX) {
      throw new IOException("the answer is longer than 16 MiB");
    }
    return all;
  }

  /// Sends a control request, which is answered with some JSON whatever its status is.
  AgentAnswer post(Path socket, String path, JsonNode body) {
    byte[] content = body.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    List<String> head =
        List.of(
            "POST " + path + " HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Type: application/json",
            "Content-Length: " + content.length,
            "",
            "");
    request.writeBytes(String.join("\r\n", head).getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(content);
    return begin(
            () -> answered(exchange(UnixDomainSocketAddress.of(socket), request.toByteArray())))
        .get();
  }

  private static AgentAnswer answered(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    int body = text.indexOf("\r\n\r\n");
    try {
      JsonNode json = MAPPER.readTree(text.substring(body + 4));
      return body > 0 && json.isObject()
          ? new AgentAnswer.Told(json)
          : new AgentAnswer.Silent("what it answered is no JSON document");
    } catch (JsonProcessingException e) {
      return new AgentAnswer.Silent(
          "it answered with " + text.lines().findFirst().orElse("an empty answer"));
    }
  }

  private Supplier<AgentAnswer> begin(Callable<AgentAnswer> exchange) {
    FutureTask<AgentAnswer> task = new FutureTask<>(exchange);
    // A virtual thread's poller would hold up the program's end, as for Commands.
    Thread.ofPlatform().daemon().start(task);
    return () -> await(task);
  }

  private AgentAnswer await(FutureTask<AgentAnswer> task) {
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new AgentAnswer.Silent("no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      return new AgentAnswer.Silent(reason(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new AgentAnswer.Silent("interrupted");
    } finally {
      task.cancel(true);
    }
  }

  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return switch (failure) {
      case java.nio.channels.UnresolvedAddressException _ -> "its name cannot be resolved";
      default -> message == null ? failure.getClass().getSimpleName() : message;
    };
  }

  private static byte[] exchange(SocketAddress address, byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(address)) {
      ByteBuffer unsent = ByteBuffer.wrap(request);
      while (unsent.hasRemaining()) {
        channel.write(unsent);
      }
      return readAll(channel);
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (all.size() > BYTES_MAX) {
        break;
      }
    }
    return bounded(all.toByteArray());
  }

  private static AgentAnswer parse(byte[] answer) throws JsonProcessingException {
    return switch (document(answer)) {
      case AgentAnswer.Told(var json) when !json.path("agent").isObject() ->
          new AgentAnswer.Silent("what it answered is not a status document");
      case AgentAnswer told -> told;
    };
  }

  /// The agent sends no chunks: it knows the length of what it tells.
  private static AgentAnswer document(byte[] answer) throws JsonProcessingException {
    String text = new String(answer, StandardCharsets.UTF_8);
    int body = text.indexOf("\r\n\r\n");
    String statusLine = text.lines().findFirst().orElse("an empty answer");
    if (body < 0 || !statusLine.matches("HTTP/1\\.[01] 200( .*)?")) {
      return new AgentAnswer.Silent("it answered with " + statusLine);
    }
    return new AgentAnswer.Told(MAPPER.readTree(text.substring(body + 4)));
  }
}
