package io.matriarch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.Router;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The unix socket while Pacemaker, which is started once it is there, has not said which node this
/// is.
class EarlySocketTest {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final Instances instances = new Instances(new AbsentWorlds(), _ -> {});

  @TempDir private Path directory;
  private UnixDomainSocketAddress socket;
  private OcfEndpoint endpoint;

  @BeforeEach
  void listen() throws Exception {
    Path file = directory.resolve("agent.sock");
    socket = UnixDomainSocketAddress.of(file);
    endpoint = OcfEndpoint.listen(vertx, file);
  }

  @AfterEach
  void close() {
    instances.close();
    TwoServers.await(vertx.close());
  }

  private void open() {
    Router readOnly = Router.router(vertx);
    readOnly.get("/v1/status").handler(context -> context.response().end("known"));
    endpoint.open(instances, readOnly);
  }

  @Test
  void it_gives_a_sign_of_life() throws Exception {
    assertThat(RawClient.get(socket, "/ping")).endsWith("pong");
  }

  @Test
  void an_operation_waits_and_is_carried_out_then() throws Exception {
    try (RawClient pacemaker = RawClient.open(socket)) {
      pacemaker.send(TwoServers.probe());
      // Answered after it, so that the operation was there before.
      assertThat(RawClient.get(socket, "/ping")).endsWith("pong");
      open();
      pacemaker.awaitEnd();
      assertThat(pacemaker.received()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoever_asks_for_something_else_is_told_why_there_is_no_answer() throws Exception {
    assertThat(RawClient.get(socket, "/v1/status"))
        .startsWith("HTTP/1.1 503 Pacemaker has not said yet which node this is");
    open();
    assertThat(RawClient.get(socket, "/v1/status")).endsWith("known");
    assertThat(RawClient.get(socket, "/v1/other")).startsWith("HTTP/1.1 404 ");
  }
}
