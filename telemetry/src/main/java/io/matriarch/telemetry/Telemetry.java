package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.DecisionListener;
import io.matriarch.telemetry.event.AgentEvent;
import io.matriarch.telemetry.event.AlertLine;
import io.matriarch.telemetry.event.ClusterEvent;
import io.matriarch.telemetry.event.EventFiles;
import io.matriarch.telemetry.event.EventJournal;
import io.matriarch.telemetry.event.FailoverEvent;
import io.matriarch.telemetry.event.Narrator;
import io.matriarch.telemetry.sink.SystemdJournal;
import io.matriarch.telemetry.sink.Webhook;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps what the loops tell, ready to be asked for at any time by any thread. Nobody who asks ever
/// makes a loop or PostgreSQL wait.
public final class Telemetry implements DecisionListener, AutoCloseable {

  /// The metrics as text, in the format that was asked for.
  public record Exposition(String contentType, String text) {}

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Identity identity;
  private final BootClock bootClock;
  private final InstantSource wallClock;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();
  private final Map<String, ResourceTelemetry> resources = new ConcurrentHashMap<>();
  private final EventJournal journal;
  private final EventStream stream;
  private final EventMetrics events;
  private final CheckMeters checks = new CheckMeters(registry);

  /// @param files where events outlive the agent
  public Telemetry(Identity identity, BootClock bootClock, Optional<EventFiles> files) {
    this(identity, bootClock, InstantSource.system(), files);
  }

  Telemetry(
      Identity identity, BootClock bootClock, InstantSource wallClock, Optional<EventFiles> files) {
    this.identity = identity;
    this.bootClock = bootClock;
    this.wallClock = wallClock;
    this.journal = new EventJournal(identity.source(), wallClock, files);
    this.stream = new EventStream(journal);
    this.events = new EventMetrics(journal, stream);
    registry.config().commonTags("cluster_name", identity.clusterName(), "node", identity.node());
    registry.getPrometheusRegistry().register(this::collect);
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {
    String resource = snapshot.instance().resource();
    of(resource).decided(snapshot, decision, wallClock.instant());
    tell(resource, of(resource).narrator().decided(snapshot, decision));
  }

  @Override
  public void cycled(String resource, Duration took) {
    of(resource).loop().cycled(took);
  }

  @Override
  public void checked(String check, Duration took, boolean answered) {
    checks.checked(check, took, answered);
  }

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {
    of(resource).operations().operated(operation, result, took);
    tell(resource, of(resource).narrator().operated(operation, result, took, now()));
  }

  @Override
  public void stepped(String resource, String step, String sentence) {
    of(resource).stepped(step, sentence);
    tell(resource, of(resource).narrator().stepped(step, sentence, now()));
  }

  /// Takes a line of Pacemaker's alert agent.
  public void alerted(String line) {
    AlertLine.parse(line).ifPresent(this::alerted);
  }

  private void alerted(ClusterEvent event) {
    journal.tell("", new Narrator.Told(correlation(), List.of(event)));
    switch (event) {
      case ClusterEvent.FencingTold told -> fenced(told);
      case ClusterEvent.ResourceTold told when told.exitCode() == 0 ->
          resources.forEach(
              (name, of) -> tell(name, of.narrator().placed(told.name(), told.task(), now())));
      case ClusterEvent _ -> {}
    }
  }

  private void fenced(ClusterEvent.FencingTold told) {
    events.fenced(told, wallClock.instant());
    boolean done = told.exitCode() == 0;
    resources.forEach((name, of) -> tell(name, of.narrator().fenced(told.peer(), done, now())));
  }

  private Optional<String> correlation() {
    return resources.values().stream()
        .flatMap(of -> of.narrator().correlation().stream())
        .findFirst();
  }

  private void tell(String resource, Narrator.Told told) {
    told.events().stream()
        .filter(FailoverEvent.FailoverEnded.class::isInstance)
        .map(FailoverEvent.FailoverEnded.class::cast)
        .forEach(
            ended -> {
              of(resource).failovers().ended(ended, wallClock.instant());
              of(resource).loop().ended(ended);
            });
    journal.tell(resource, told);
  }

  /// Sends each event from now on to systemd's journal too.
  public void sendTo(SystemdJournal systemd) {
    journal.add(systemd);
    events.observe(systemd);
  }

  /// Posts each event from now on to a webhook too.
  public void sendTo(Webhook webhook) {
    journal.add(webhook);
    events.observe(webhook);
  }

  /// The webhook that events are posted to.
  Optional<Webhook> webhook() {
    return events.webhook();
  }

  /// Tells of the agent itself.
  public void tell(AgentEvent event) {
    journal.tell("", event);
  }

  EventJournal journal() {
    return journal;
  }

  EventStream stream() {
    return stream;
  }

  /// Writes and sends the events that are not kept and sent yet.
  @Override
  public void close() {
    journal.close();
  }

  /// Drops all that is kept of a resource that is no longer configured.
  public void forget(String resource) {
    resources.remove(resource);
    registry.getMeters().stream()
        .filter(meter -> resource.equals(meter.getId().getTag("resource")))
        .forEach(registry::remove);
  }

  private ResourceTelemetry of(String resource) {
    ResourceTelemetry known = resources.get(resource);
    return known != null ? known : resources.computeIfAbsent(resource, this::begin);
  }

  private ResourceTelemetry begin(String resource) {
    ResourceTelemetry begun = new ResourceTelemetry(registry, resource, new Narrator(resource));
    journal.last("failover.ended", resource).ifPresent(begun.failovers()::restore);
    return begun;
  }

  Identity identity() {
    return identity;
  }

  Instant wallTime() {
    return wallClock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  BootTime now() {
    return bootClock.now();
  }

  /// The latest snapshot of each resource, by its name.
  SortedMap<String, Observed> latest() {
    SortedMap<String, Observed> all = new TreeMap<>();
    resources.forEach((name, of) -> of.latest().ifPresent(latest -> all.put(name, latest)));
    return all;
  }

  /// The members of the cluster beside this node.
  List<String> others() {
    return latest().values().stream()
        .flatMap(
            seen ->
                seen.snapshot().cluster() instanceof Fact.Known<ClusterView>(var view, var _)
                    ? view.nodes().stream()
                    : List.<ClusterView.Node>of().stream())
        .filter(ClusterView.Node::member)
        .map(ClusterView.Node::name)
        .filter(node -> !node.equals(identity.node()))
        .distinct()
        .toList();
  }

  /// The metrics in OpenMetrics when the `Accept` header names it, else in Prometheus' text format.
  public Exposition scrape(String accept) {
    String contentType = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    return new Exposition(contentType, registry.scrape(contentType));
  }

  private MetricSnapshots collect() {
    Points points = new Points(identity);
    points.add(
        MetricName.BUILD_INFO,
        1,
        identity.version(),
        identity.revision(),
        System.getProperty("java.version", ""));
    ProcessMetrics.add(points);
    events.collect(points);
    new TreeMap<>(resources).forEach((name, of) -> of.collect(points.of(name)));
    return points.snapshots();
  }
}
