package io.matriarch.app;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.app.web.Admission;
import io.matriarch.ocf.OcfReply;
import io.matriarch.ocf.OcfRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The unix socket: the resource agent's requests, for the node's own root and postgres only.
final class OcfEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(OcfEndpoint.class);

  /// An environment of the resource agent has some kilobytes; all clients together must not have
  /// more than the heap.
  static final long BODY_BYTES_MAX = 1 << 18;

  private static final long LISTEN_SECONDS_MAX = 10;

  private final Instances instances;
  private final Admission.Limits limits;

  OcfEndpoint(Instances instances) {
    this(instances, Admission.Limits.SOCKET);
  }

  OcfEndpoint(Instances instances, Admission.Limits limits) {
    this.instances = instances;
    this.limits = limits;
  }

  /// Listens on the socket; one that an earlier daemon left behind is replaced.
  ///
  /// @param readOnly the routes of the network port, served here too
  void listen(Vertx vertx, Path socket, Router readOnly)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    Files.deleteIfExists(socket);
    Router router = Router.router(vertx);
    router.get("/ping").handler(context -> context.response().end("pong"));
    router
        .post("/ocf/:action")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(this::handle);
    new ControlEndpoint(instances).mount(router);
    router.route().subRouter(readOnly);
    CompletionStage<?> listening =
        Admission.listen(
                vertx, limits, router, SocketAddress.domainSocketAddress(socket.toString()))
            .toCompletionStage();
    listening.toCompletableFuture().get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
  }

  private void handle(RoutingContext context) {
    Buffer body = context.body().buffer();
    OcfRequest request =
        OcfRequest.parse(
            String.valueOf(context.pathParam("action")),
            body == null ? new byte[0] : body.getBytes());
    HttpServerResponse response = context.response().putHeader("content-type", "text/plain");
    answer(request)
        .subscribe(
            reply -> response.end(reply.text()),
            failure -> {
              LOG.error("{} of {} failed", request.action(), request.resource(), failure);
              response.end(
                  new OcfReply(OcfExitCode.ERR_GENERIC, "the agent failed: " + failure, "").text());
            });
  }

  private Mono<OcfReply> answer(OcfRequest request) {
    if (request.resource().isEmpty()) {
      return Mono.just(
          new OcfReply(
              OcfExitCode.ERR_GENERIC,
              "OCF_RESOURCE_INSTANCE is not set: call the agent through Pacemaker",
              ""));
    }
    return request
        .operation()
        .map(operation -> instances.run(request.instance(), operation).map(OcfReply::of))
        .orElseGet(() -> Mono.just(OcfReply.unimplemented(request.action())));
  }
}
