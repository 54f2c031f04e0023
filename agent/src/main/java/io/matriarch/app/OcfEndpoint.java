package io.matriarch.app;

import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.app.web.Admission;
import io.matriarch.ocf.OcfReply;
import io.matriarch.ocf.OcfRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
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
import reactor.core.publisher.Sinks;

/// The unix socket: the resource agent's requests, for the node's own root and postgres only.
///
/// It listens before the daemon can answer: Pacemaker is started when it does, and tells the daemon
/// afterwards which node this is. Operations wait until then.
final class OcfEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(OcfEndpoint.class);

  /// An environment of the resource agent has some kilobytes; all clients together must not have
  /// more than the heap.
  static final long BODY_BYTES_MAX = 1 << 18;

  private static final long LISTEN_SECONDS_MAX = 10;
  private static final int NOT_YET = 503;

  private final Router router;
  private final Route notYet;
  private final Sinks.One<Instances> instances = Sinks.one();

  private OcfEndpoint(Vertx vertx) {
    router = Router.router(vertx);
    router.get("/ping").handler(context -> context.response().end("pong"));
    router
        .post("/ocf/:action")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
        .handler(this::handle);
    notYet =
        router
            .route()
            .handler(
                context ->
                    context
                        .response()
                        .setStatusCode(NOT_YET)
                        .setStatusMessage("Pacemaker has not said yet which node this is")
                        .end());
  }

  static OcfEndpoint listen(Vertx vertx, Path socket)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    return listen(vertx, socket, Admission.Limits.SOCKET);
  }

  /// Listens on the socket; one that an earlier daemon left behind is replaced.
  static OcfEndpoint listen(Vertx vertx, Path socket, Admission.Limits limits)
      throws IOException, ExecutionException, TimeoutException, InterruptedException {
    Files.deleteIfExists(socket);
    OcfEndpoint endpoint = new OcfEndpoint(vertx);
    CompletionStage<?> listening =
        Admission.listen(
                vertx,
                limits,
                endpoint.router,
                SocketAddress.domainSocketAddress(socket.toString()))
            .toCompletionStage();
    listening.toCompletableFuture().get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS);
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    return endpoint;
  }

  /// Answers from now on, whoever waits first.
  ///
  /// @param readOnly the routes of the network port, served here too
  void open(Instances opened, Router readOnly) {
    new ControlEndpoint(opened).mount(router);
    router.route().subRouter(readOnly);
    notYet.remove();
    instances.emitValue(opened, Sinks.EmitFailureHandler.FAIL_FAST);
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
        .map(
            operation ->
                instances
                    .asMono()
                    .flatMap(opened -> opened.run(request.instance(), operation))
                    .map(OcfReply::of))
        .orElseGet(() -> Mono.just(OcfReply.unimplemented(request.action())));
  }
}
