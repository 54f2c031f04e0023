package io.matriarch.app;

import io.matriarch.telemetry.HttpApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;

/// The network port: everybody may read there, and nobody may change anything.
final class NetworkEndpoint {

  private NetworkEndpoint() {}

  static Future<HttpServer> listen(Vertx vertx, HttpApi api, Configuration configuration) {
    return listen(vertx, api, configuration, Admission.Limits.NETWORK);
  }

  static Future<HttpServer> listen(
      Vertx vertx, HttpApi api, Configuration configuration, Admission.Limits limits) {
    return Admission.listen(
        vertx,
        limits,
        api.router(vertx),
        SocketAddress.inetSocketAddress(configuration.port(), configuration.host()));
  }
}
