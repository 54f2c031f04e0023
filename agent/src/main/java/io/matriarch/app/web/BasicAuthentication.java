package io.matriarch.app.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Lets a request pass to what it is for once its user's password is right: all of them, those of
/// health too.
final class BasicAuthentication implements Handler<HttpServerRequest> {

  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  private record Credentials(String user, String password) {}

  private final Vertx vertx;
  private final Passwords passwords;
  private final Handler<HttpServerRequest> guarded;

  BasicAuthentication(Vertx vertx, Passwords passwords, Handler<HttpServerRequest> guarded) {
    this.vertx = vertx;
    this.passwords = passwords;
    this.guarded = guarded;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (passwords.isOpen()) {
      guarded.handle(request);
      return;
    }
    Optional<Credentials> given =
        Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
            .flatMap(BasicAuthentication::parse);
    if (given.isEmpty()) {
      refuse(request);
      return;
    }
    Optional<Future<Boolean>> checked = passwords.check(given.get().user(), given.get().password());
    if (checked.isEmpty()) {
      end(request, UNAVAILABLE, "too many passwords wait to be compared: try again\n");
    } else {
      // Several connections may wait for one comparison, each on an event loop of its own.
      Context own = vertx.getOrCreateContext();
      request.pause();
      checked.get().onComplete(result -> own.runOnContext(_ -> go(request, result)));
    }
  }

  private void go(HttpServerRequest request, AsyncResult<Boolean> result) {
    if (result.succeeded() && result.result()) {
      guarded.handle(request);
      request.resume();
    } else {
      refuse(request);
    }
  }

  private static Optional<Credentials> parse(String header) {
    int space = header.indexOf(' ');
    if (space < 0 || !header.substring(0, space).equalsIgnoreCase("Basic")) {
      return Optional.empty();
    }
    try {
      String text =
          new String(
              Base64.getDecoder().decode(header.substring(space + 1).strip()),
              StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void refuse(HttpServerRequest request) {
    request
        .response()
        .putHeader("WWW-Authenticate", "Basic realm=\"matriarch\", charset=\"UTF-8\"");
    end(request, UNAUTHORIZED, "a user and a password of basic_auth_users are needed\n");
  }

  private static void end(HttpServerRequest request, int status, String text) {
    request.resume();
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(text);
  }
}
