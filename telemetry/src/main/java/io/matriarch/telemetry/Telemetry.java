package io.matriarch.telemetry;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.Verdict;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.port.DecisionListener;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps what the loops tell, ready to be asked for at any time by any thread. Nobody who asks ever
/// makes a loop or PostgreSQL wait.
public final class Telemetry implements DecisionListener {

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

  /// @param clusterName Corosync's name of the cluster
  public Telemetry(String version, String clusterName, String node, BootClock bootClock) {
    this(new Identity(version, clusterName, node), bootClock, InstantSource.system());
  }

  Telemetry(Identity identity, BootClock bootClock, InstantSource wallClock) {
    this.identity = identity;
    this.bootClock = bootClock;
    this.wallClock = wallClock;
    registry.config().commonTags("cluster_name", identity.clusterName(), "node", identity.node());
    registry.getPrometheusRegistry().register(this::collect);
  }

  @Override
  public void decided(Snapshot snapshot, Decision decision) {
    of(snapshot.instance().resource()).decided(snapshot, decision, wallClock.instant());
  }

  @Override
  public void operated(String resource, String operation, Verdict result, Duration took) {
    of(resource).operations().operated(operation, result, took);
  }

  @Override
  public void stepped(String resource, String step, String sentence) {
    of(resource).operations().stepped(step);
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
    return known != null
        ? known
        : resources.computeIfAbsent(
            resource, name -> new ResourceTelemetry(new OperationMeters(registry, name)));
  }

  Identity identity() {
    return identity;
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

  /// The metrics in OpenMetrics when the `Accept` header names it, else in Prometheus' text format.
  public Exposition scrape(String accept) {
    String contentType = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    return new Exposition(contentType, registry.scrape(contentType));
  }

  private MetricSnapshots collect() {
    Points points = new Points(identity);
    points.add(
        MetricName.BUILD_INFO, 1, identity.version(), System.getProperty("java.version", ""));
    ProcessMetrics.add(points);
    new TreeMap<>(resources).forEach((name, of) -> of.collect(points.of(name)));
    return points.snapshots();
  }
}
