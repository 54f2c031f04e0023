package io.matriarch.app.web;

import io.matriarch.telemetry.PeerAccess;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The network port, guarded as the web configuration file says, and the way to those of the other
/// nodes. The files are looked at every few seconds, so that a renewed certificate or password
/// needs no restart.
public final class NetworkPort implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NetworkPort.class);
  private static final long LISTEN_SECONDS_MAX = 5;
  private static final long LOOK_SECONDS = 5;

  private final Vertx vertx;
  private final NetworkSettings settings;
  private final WebSecurity first;
  private final Passwords passwords;
  private final List<Reloaded<?>> files = new ArrayList<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("web-files").factory());
  private volatile PeerAccess peers;
  private volatile Optional<HttpServer> server = Optional.empty();

  private NetworkPort(
      Vertx vertx, NetworkSettings settings, WebSecurity first, PeerAccess firstPeers) {
    this.vertx = vertx;
    this.settings = settings;
    this.first = first;
    this.peers = firstPeers;
    this.passwords = new Passwords(vertx);
    passwords.set(first.configuration().users());
    KeyPairs pairs = new KeyPairs(vertx);
    settings
        .webConfigFile()
        .ifPresent(
            file ->
                files.add(
                    new Reloaded<>(
                        "web_config_file " + file,
                        faults -> WebSecurity.read(file, faults),
                        (security, faults) -> security.check(pairs, faults),
                        this::guard,
                        first)));
    files.add(
        new Reloaded<>(
            "[peers]",
            faults -> PeerFiles.read(settings.peers(), settings.port(), faults),
            (access, faults) -> PeerFiles.check(access, pairs, faults),
            access -> peers = access,
            firstPeers));
  }

  /// Reads and checks all that the settings name.
  ///
  /// @throws WrongFilesException with all that is wrong
  public static NetworkPort prepare(Vertx vertx, NetworkSettings settings)
      throws WrongFilesException {
    List<String> faults = new ArrayList<>();
    KeyPairs pairs = new KeyPairs(vertx);
    List<String> web = new ArrayList<>();
    WebSecurity security =
        settings.webConfigFile().map(f -> WebSecurity.read(f, web)).orElse(WebSecurity.NONE);
    if (web.isEmpty()) {
      security.check(pairs, web);
    }
    settings.webConfigFile().ifPresent(f -> web.forEach(fault -> faults.add(f + ": " + fault)));
    List<String> others = new ArrayList<>();
    PeerAccess peers = PeerFiles.read(settings.peers(), settings.port(), others);
    if (others.isEmpty()) {
      PeerFiles.check(peers, pairs, others);
    }
    faults.addAll(others);
    if (!faults.isEmpty()) {
      throw new WrongFilesException(faults);
    }
    warn(security, settings.peers());
    return new NetworkPort(vertx, settings, security, peers);
  }

  private static void warn(WebSecurity security, PeerSettings peers) {
    boolean locked = !security.configuration().users().isEmpty() && peers.login().isEmpty();
    if (security.tls().isPresent() != peers.https() || locked) {
      LOG.warn(
          "web_config_file and [peers] do not go together: if the other nodes are configured as"
              + " this one is, their agents will not answer this one, nor matriarch status here");
    }
  }

  /// How the other nodes' agents are asked now.
  public PeerAccess peers() {
    return peers;
  }

  /// Begins to serve: everybody may read there, and nobody may change anything.
  public void listen(Handler<HttpServerRequest> routes)
      throws ExecutionException, TimeoutException, InterruptedException {
    listen(routes, Admission.Limits.NETWORK);
  }

  /// Begins to serve within these limits.
  public void listen(Handler<HttpServerRequest> routes, Admission.Limits limits)
      throws ExecutionException, TimeoutException, InterruptedException {
    server =
        Optional.of(
            Admission.listen(
                    vertx,
                    limits,
                    first.serverOptions(),
                    new BasicAuthentication(vertx, passwords, routes),
                    SocketAddress.inetSocketAddress(settings.port(), settings.host()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(LISTEN_SECONDS_MAX, TimeUnit.SECONDS));
    var _ = looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /// The one that it listens on, which the system chose where the settings have 0.
  public int port() {
    return server.map(HttpServer::actualPort).orElse(settings.port());
  }

  Passwords passwords() {
    return passwords;
  }

  /// Looks whether a file changed.
  void look() {
    try {
      files.forEach(Reloaded::look);
    } catch (RuntimeException e) {
      LOG.error("the files of the network port could not be looked at", e);
    }
  }

  private void guard(WebSecurity security) {
    passwords.set(security.configuration().users());
    if (security.tls().isPresent() != first.tls().isPresent()) {
      LOG.warn("TLS is switched on and off by a restart only: systemctl restart matriarch");
      return;
    }
    security
        .tls()
        .ifPresent(
            tls ->
                server.ifPresent(
                    of ->
                        of.updateSSLOptions(tls)
                            .onFailure(
                                e ->
                                    LOG.error(
                                        "the new certificate is not in use: {}", e.getMessage()))));
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
