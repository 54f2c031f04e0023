package io.matriarch.app.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Bounds what the clients of a server can take: so many connections, and so much time for a whole
/// request to come, however slowly it trickles in.
///
/// When all places are taken, whoever has kept a request waiting longest gives way to who comes; a
/// request that is being worked on never does. So idle and slow clients, how many there may be,
/// keep nobody out.
public final class Admission {

  /// What all clients of a server together can take.
  ///
  /// @param connections at one time
  /// @param request from the connection, or the end of the last answer, to the end of the request
  public record Limits(int connections, Duration request) {

    /// The port that anybody in the network may reach.
    public static final Limits NETWORK = new Limits(256, Duration.ofSeconds(10));

    /// The unix socket, where the script comes with one request at a time for each instance.
    public static final Limits SOCKET = new Limits(64, Duration.ofSeconds(10));
  }

  private static final int SWEEPS = 10;

  /// @param nanos since when a request is waited for; empty while one is worked on
  private record Guest(Optional<Long> nanos) {

    static Guest waiting() {
      return new Guest(Optional.of(System.nanoTime()));
    }

    static Guest served() {
      return new Guest(Optional.empty());
    }

    boolean isLate(Duration limit) {
      return nanos.filter(since -> System.nanoTime() - since > limit.toNanos()).isPresent();
    }
  }

  private final Limits limits;

  /// Whoever has waited longest comes first.
  private final Map<HttpConnection, Guest> guests = new LinkedHashMap<>();

  private Admission(Limits limits) {
    this.limits = limits;
  }

  /// Listens within these limits, on an event loop of its own: what floods one server does not
  /// stand before the other one's requests.
  public static Future<HttpServer> listen(
      Vertx vertx, Limits limits, Handler<HttpServerRequest> handler, SocketAddress address) {
    return listen(vertx, limits, new HttpServerOptions(), handler, address);
  }

  /// @param options of the server, such as its certificate
  static Future<HttpServer> listen(
      Vertx vertx,
      Limits limits,
      HttpServerOptions options,
      Handler<HttpServerRequest> handler,
      SocketAddress address) {
    Promise<HttpServer> listening = Promise.promise();
    return vertx
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return server(vertx, limits, options, handler)
                    .listen(address)
                    .onSuccess(listening::complete);
              }
            })
        .compose(_ -> listening.future());
  }

  private static HttpServer server(
      Vertx vertx, Limits limits, HttpServerOptions options, Handler<HttpServerRequest> handler) {
    Admission admission = new Admission(limits);
    vertx.setPeriodic(Math.max(1, limits.request().toMillis() / SWEEPS), _ -> admission.sweep());
    HttpServerOptions bounded =
        options
            .setIdleTimeout(0)
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(4096)
            .setMaxHeaderSize(8192);
    return vertx
        .createHttpServer(bounded)
        .connectionHandler(admission::connected)
        .requestHandler(
            request -> {
              admission.begun(request);
              handler.handle(request);
            });
  }

  private void connected(HttpConnection connection) {
    connection.closeHandler(_ -> left(connection));
    admit(connection).ifPresent(HttpConnection::close);
  }

  /// The connection that has to go, if all places are taken.
  private synchronized Optional<HttpConnection> admit(HttpConnection connection) {
    Optional<HttpConnection> goes = Optional.empty();
    if (guests.size() >= limits.connections()) {
      goes =
          guests.entrySet().stream()
              .filter(e -> e.getValue().nanos().isPresent())
              .map(Map.Entry::getKey)
              .findFirst();
      if (goes.isEmpty()) {
        return Optional.of(connection);
      }
      guests.remove(goes.get());
    }
    guests.put(connection, Guest.waiting());
    return goes;
  }

  private synchronized void left(HttpConnection connection) {
    guests.remove(connection);
  }

  /// The end of a request may be told of after its answer was given.
  private void begun(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    AtomicBoolean answered = new AtomicBoolean();
    request
        .end()
        .onSuccess(
            _ -> {
              if (!answered.get()) {
                become(connection, Guest.served());
              }
            });
    request
        .response()
        .endHandler(
            _ -> {
              answered.set(true);
              become(connection, Guest.waiting());
            });
  }

  /// One that was sent away meanwhile does not come back.
  private synchronized void become(HttpConnection connection, Guest guest) {
    if (guests.remove(connection) != null) {
      guests.put(connection, guest);
    }
  }

  private void sweep() {
    late().forEach(HttpConnection::close);
  }

  private synchronized List<HttpConnection> late() {
    List<HttpConnection> late = new ArrayList<>();
    guests.forEach(
        (connection, guest) -> {
          if (guest.isLate(limits.request())) {
            late.add(connection);
          }
        });
    return late;
  }
}
