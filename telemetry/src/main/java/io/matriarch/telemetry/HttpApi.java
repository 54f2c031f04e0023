package io.matriarch.telemetry;

import io.matriarch.telemetry.Health.Question;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The agent's HTTP routes: they read, and nothing else. They answer from memory, so they may run
/// on the event loop.
public final class HttpApi {

  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String ALLOW = "GET, HEAD, OPTIONS";
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int CONTENT_TOO_LARGE = 413;

  private final Telemetry telemetry;
  private final StatusDocument status;
  private final Health health;
  private final Answers answers = new Answers();
  private final Page page = new Page(answers);
  private final Supplier<PeerAccess> peers;

  /// Serves what the telemetry knows.
  ///
  /// @param peers how the other nodes' agents are asked, which may change
  public HttpApi(Telemetry telemetry, Supplier<PeerAccess> peers) {
    this.telemetry = telemetry;
    this.peers = peers;
    this.status = new StatusDocument(telemetry);
    this.health = new Health(telemetry);
  }

  /// A new router with all the routes.
  public Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.route().handler(this::checkMethod);
    router.route("/").handler(this::root);
    page.mount(router);
    PeerClient client = new PeerClient(vertx, peers);
    HerdView herd = new HerdView(telemetry, status, client);
    router.route("/v1/herd").handler(context -> herd(context, herd.json()));
    HerdEvents events = new HerdEvents(telemetry, client);
    router.route("/v1/herd/events").handler(context -> herd(context, events));
    router.route("/metrics").handler(this::metrics);
    router
        .route("/v1/status")
        .handler(context -> answers.send(context, OK, "application/json", status.text()));
    router.route("/v1/events").handler(new EventRoutes(vertx, telemetry, answers)::handle);
    router.route("/health/agent").handler(context -> answers.send(context, health.agent()));
    router.route("/health/primary").handler(c -> ask(c, new Question.Primary()));
    router.route("/health/replica").handler(this::replica);
    router.route("/health/read-only").handler(c -> ask(c, new Question.ReadOnly()));
    router.route("/health/sync").handler(c -> ask(c, new Question.Synchronous()));
    router.route().last().handler(this::unknown);
    return router;
  }

  private void root(RoutingContext context) {
    if (Page.isWanted(context)) {
      page.index(context);
    } else {
      answers.plain(context, OK, list());
    }
  }

  /// `after` has, for each node, the event that the reader has last, as in n1:1700,n2:1701.
  private void herd(RoutingContext context, HerdEvents events) {
    String after = Optional.ofNullable(context.request().getParam("after")).orElse("");
    Map<String, Long> places = new TreeMap<>();
    for (String place : after.split(",", -1)) {
      int colon = place.lastIndexOf(':');
      String number = place.substring(colon + 1);
      if (colon > 0 && number.matches("\\d{1,15}")) {
        places.put(place.substring(0, colon), Long.parseLong(number));
      } else if (!place.isEmpty()) {
        answers.plain(context, BAD_REQUEST, "after: " + place + " is not NODE:NUMBER\n");
        return;
      }
    }
    herd(context, events.json(places));
  }

  private void herd(RoutingContext context, Future<String> herd) {
    herd.onSuccess(text -> answers.send(context, OK, "application/json", text))
        .onFailure(
            failure ->
                answers.plain(context, UNAVAILABLE, "failed: " + failure.getMessage() + "\n"));
  }

  private String list() {
    Identity identity = telemetry.identity();
    return """
    Matriarch %s on node %s of cluster %s

    /metrics           for Prometheus
    /v1/status         what this agent knows and decided, as JSON
    /v1/herd           the same of all nodes, for the live page at /
    /v1/herd/events    the latest events of all nodes, for the live page
    /v1/events         what happened, as JSON or as server-sent events
    /health/agent      200 while the agent observes its instances
    /health/primary    200 while this node's PostgreSQL is the primary
    /health/replica    200 while it is a standby; ?max_lag=16MB limits how far behind
    /health/read-only  200 while it answers queries, as primary or as standby
    /health/sync       200 while it is a streaming standby of the synchronous set

    These take ?resource=NAME on a node with several instances.
    """
        .formatted(identity.version(), identity.node(), identity.clusterName());
  }

  private void checkMethod(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (!METHODS.contains(method)) {
      context.response().putHeader(HttpHeaders.ALLOW, ALLOW);
      answers.plain(
          context,
          METHOD_NOT_ALLOWED,
          method + " is not allowed: this port only reads, with " + ALLOW + "\n");
    } else if (hasBody(context.request())) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      answers.plain(context, CONTENT_TOO_LARGE, "a request with a body is not read: send none\n");
    } else if (!isDecodable(context.request())) {
      answers.plain(context, BAD_REQUEST, "the query has a % that begins no escape: write %25\n");
    } else if (method.equals(HttpMethod.OPTIONS)) {
      context.response().putHeader(HttpHeaders.ALLOW, ALLOW).setStatusCode(NO_CONTENT).end();
    } else {
      context.next();
    }
  }

  private static boolean isDecodable(HttpServerRequest request) {
    try {
      var _ = request.params();
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
        || (length != null && !length.equals("0"));
  }

  private void metrics(RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    Telemetry.Exposition exposition = telemetry.scrape(accept == null ? "" : accept);
    answers.send(context, OK, exposition.contentType(), exposition.text());
  }

  private void ask(RoutingContext context, Question question) {
    String resource = context.request().getParam("resource");
    answers.send(context, health.ask(question, resource == null ? "" : resource));
  }

  private void replica(RoutingContext context) {
    String text = context.request().getParam("max_lag");
    OptionalLong most = text == null ? OptionalLong.of(Long.MAX_VALUE) : ByteCount.parse(text);
    if (most.isPresent()) {
      ask(context, new Question.Replica(most.getAsLong()));
    } else {
      answers.plain(
          context,
          BAD_REQUEST,
          "max_lag=" + text + " is not a size: bytes, or as in 16MB, 64kB, 1GB\n");
    }
  }

  private void unknown(RoutingContext context) {
    answers.plain(
        context,
        NOT_FOUND,
        "nothing is at "
            + context.request().path()
            + ": known are / /metrics /v1/status /v1/herd /v1/herd/events /v1/events /health/agent"
            + " /health/primary /health/replica /health/read-only /health/sync\n");
  }
}
