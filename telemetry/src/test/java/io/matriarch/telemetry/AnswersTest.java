package io.matriarch.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that ask for much and read nothing, with real sockets.
class AnswersTest {

  /// A fourth of it is more than the kernel keeps for a connection.
  private static final int MOST = 32 << 20;

  private static final int CLIENTS_MAX = 64;
  private static final long DEADLINE_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final Answers answers = new Answers(MOST);
  private final HttpServer server = await(listen());

  private Future<HttpServer> listen() {
    Router router = Router.router(vertx);
    String body = "x".repeat(MOST / 4);
    router.get("/").handler(context -> answers.plain(context, 200, body));
    router.get("/small").handler(context -> answers.plain(context, 200, "small"));
    return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String status(Socket socket) throws IOException {
    byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    return new String(line, StandardCharsets.US_ASCII);
  }

  @Test
  void those_who_do_not_read_have_no_more_than_the_bound_waiting() throws Exception {
    List<Socket> greedy = new ArrayList<>();
    String status = "";
    while (!status.equals("HTTP/1.1 503") && greedy.size() < CLIENTS_MAX) {
      Socket socket = ask("/");
      greedy.add(socket);
      status = status(socket);
    }
    assertThat(status).as("after %d clients", greedy.size()).isEqualTo("HTTP/1.1 503");
    for (Socket socket : greedy) {
      socket.close();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!status.equals("HTTP/1.1 200") && System.nanoTime() < end) {
      try (Socket socket = ask("/")) {
        status = status(socket);
      }
    }
    assertThat(status).as("once they have gone").isEqualTo("HTTP/1.1 200");
  }

  @Test
  void a_small_answer_has_room_beside_great_ones() throws Exception {
    try (Socket great = ask("/");
        Socket small = ask("/small")) {
      assertThat(status(great)).isEqualTo("HTTP/1.1 200");
      assertThat(status(small)).isEqualTo("HTTP/1.1 200");
    }
  }
}
