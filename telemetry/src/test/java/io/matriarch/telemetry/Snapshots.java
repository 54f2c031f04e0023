package io.matriarch.telemetry;

import io.matriarch.agent.decide.Recall;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.ControlData;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.ReplicationSlot;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.StandbyLink;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Snapshots of a cluster of three nodes, in each state that a server can have.
public final class Snapshots {

  public static final BootTime NOW = new BootTime(1_000_000);
  public static final String RESOURCE = "postgres";
  public static final String SYSTEM = "7301234567890123456";

  private static final Lsn END = Lsn.parse("0/5000148");

  private Snapshots() {}

  /// One snapshot for each state, by the state's name.
  public static Map<String, Snapshot> all() {
    Map<String, Snapshot> all = new LinkedHashMap<>();
    all.put("primary", primary());
    all.put("primary-sick", sick());
    all.put("standby", standby("n2"));
    all.put("standby-apart", of("n3", Fact.known(apart(), NOW), true));
    all.put("stopped", stopped());
    all.put("crashed", crashed());
    all.put("starting", of("n1", new ServerState.Starting(control(), true, "starting up")));
    all.put("unreachable", unreachable(true));
    all.put("absent", of("n1", new ServerState.Absent("/srv/pg has no PG_VERSION")));
    all.put("unknown", of("n1", Fact.unknown("PGDATA cannot be read"), false));
    return all;
  }

  public static Snapshot stopped() {
    return of("n1", new ServerState.Stopped(control()));
  }

  public static Snapshot crashed() {
    return of("n1", new ServerState.Crashed(control(), false, 2));
  }

  /// A primary whose postmaster is stopped and whose storage is frozen and nearly full.
  public static Snapshot sick() {
    Snapshot well = primary();
    return new Snapshot(
        well.node(),
        well.instance(),
        well.faults(),
        well.now(),
        well.server(),
        well.cluster(),
        new Health(
            Optional.of(new BootTime(NOW.millis() - 12_000)),
            Optional.of(new BootTime(NOW.millis() - 9500)),
            Optional.of(new Health.Disk("/srv/pg/pg_wal", 48L << 20, 1L << 30)),
            Optional.of(new BootTime(NOW.millis() - 60_000))),
        well.repair(),
        well.memory());
  }

  public static Snapshot unreachable(boolean accepting) {
    return of(
        "n1", new ServerState.Unreachable(control(), false, accepting, "53300 too many clients"));
  }

  public static Snapshot primary() {
    return primary(List.of(link("n2", "sync"), link("n3", "async")), List.of(slot("n2")));
  }

  public static Snapshot primary(List<StandbyLink> standbys, List<ReplicationSlot> slots) {
    return of(
        "n1", new ServerState.Primary(settings(""), new WalPosition(5, END), END, standbys, slots));
  }

  public static Snapshot standby(String node) {
    return of(
        node,
        new ServerState.Standby(
            settings(node),
            new WalPosition(5, END),
            END,
            Lsn.parse("0/5000000"),
            false,
            Duration.ofMillis(1500),
            List.of(
                new WalReceiver("streaming", "n1", 5432, 5, END, END, Lsn.parse("0/5000200"), 120)),
            List.of(),
            List.of()));
  }

  private static ServerState apart() {
    return new ServerState.Standby(
        settings("n3"),
        new WalPosition(5, Lsn.parse("0/4000000")),
        Lsn.parse("0/4000000"),
        Lsn.parse("0/4000000"),
        false,
        Duration.ofSeconds(90),
        List.of(),
        List.of(),
        List.of());
  }

  public static Snapshot of(String node, ServerState state) {
    return of(node, Fact.known(state, NOW), true);
  }

  public static Snapshot of(String node, Fact<ServerState> server, boolean clusterKnown) {
    Fact<ClusterView> seen =
        clusterKnown ? Fact.known(cluster(), NOW) : Fact.unknown("cibadmin exited with 102");
    return new Snapshot(
        node,
        InstanceParameters.parse(
                RESOURCE,
                Map.of("pgdata", "/srv/pg", "start_opts", "-c primary_conninfo=password=hidden"),
                true)
            .instance(),
        List.of(),
        NOW,
        server,
        seen,
        Health.UNKNOWN,
        Repair.NONE,
        Recall.look(Memory.EMPTY, node, server, seen, new BootTime(NOW.millis() - 60_000)));
  }

  static Snapshot withoutQuorum(Snapshot seen) {
    ClusterView view = cluster();
    return in(
        seen, with(view, false, view.promotionRecord(), view.synchronousSet(), view.companions()));
  }

  /// The same cluster but for these.
  public static ClusterView with(
      ClusterView view,
      boolean quorate,
      Optional<PromotionRecord> promotionRecord,
      Optional<SynchronousSet> synchronousSet,
      List<String> companions) {
    return new ClusterView(
        view.version(),
        quorate,
        view.designatedController(),
        view.maintenance(),
        view.managed(),
        view.migrationThreshold(),
        view.fencingEnabled(),
        view.nodes(),
        promotionRecord,
        synchronousSet,
        companions);
  }

  /// The same server once n2 was promoted, with synchronous replication kept.
  static Snapshot afterFailover(Snapshot seen) {
    ClusterView view = cluster();
    return in(
        seen,
        with(
            view,
            true,
            Optional.of(
                new PromotionRecord("n2", new WalPosition(6, Lsn.parse("0/5000100")), SYSTEM)),
            Optional.of(new SynchronousSet(List.of("n1", "n2"), 1)),
            view.companions()));
  }

  /// The same cluster, in which a node has another name.
  static Snapshot renamed(Snapshot seen, String from, String to) {
    ClusterView view = cluster();
    return in(
        seen,
        view.withNodes(
            view.nodes().stream()
                .map(n -> n.name().equals(from) ? node(n, to, n.score()) : n)
                .toList()));
  }

  private static ClusterView.Node node(
      ClusterView.Node node, String name, Optional<Integer> score) {
    return new ClusterView.Node(
        name,
        node.member(),
        node.unclean(),
        node.standbyMode(),
        node.maintenance(),
        node.role(),
        score,
        node.failCount(),
        node.refusal(),
        node.dataLossAllowed());
  }

  /// The same look some time later, with that score of the node's in the CIB.
  static Snapshot later(Snapshot seen, long millis, Optional<Integer> score) {
    ClusterView view = cluster();
    List<ClusterView.Node> nodes =
        view.nodes().stream()
            .map(n -> n.name().equals(seen.node()) ? node(n, n.name(), score) : n)
            .toList();
    return in(seen, view.withNodes(nodes), new BootTime(NOW.millis() + millis));
  }

  private static Snapshot in(Snapshot seen, ClusterView view) {
    return in(seen, view, seen.now());
  }

  private static Snapshot in(Snapshot seen, ClusterView view, BootTime now) {
    return new Snapshot(
        seen.node(),
        seen.instance(),
        seen.faults(),
        now,
        seen.server(),
        Fact.known(view, NOW),
        seen.health(),
        seen.repair(),
        seen.memory());
  }

  private static ClusterView cluster() {
    return new ClusterView(
        "0.42.7",
        true,
        "n2",
        false,
        true,
        ClusterView.INFINITY,
        true,
        List.of(
            node("n1", true, ClusterView.Role.PROMOTED, Optional.of(1001), 1),
            node("n2", true, ClusterView.Role.UNPROMOTED, Optional.of(1000), 0),
            node("n3", false, ClusterView.Role.STOPPED, Optional.empty(), 0)),
        Optional.of(new PromotionRecord("n1", new WalPosition(5, Lsn.parse("0/3000148")), SYSTEM)),
        Optional.empty(),
        List.of());
  }

  private static ClusterView.Node node(
      String name, boolean member, ClusterView.Role role, Optional<Integer> score, int failures) {
    return new ClusterView.Node(
        name,
        member,
        false,
        false,
        false,
        role,
        score,
        failures,
        Optional.empty(),
        Optional.empty());
  }

  private static ControlData control() {
    return new ControlData(
        ControlData.ClusterState.IN_PRODUCTION, SYSTEM, END, END, 5, Lsn.ZERO, 0, "replica");
  }

  private static ServerSettings settings(String applicationName) {
    return new ServerSettings(
        170_005,
        SYSTEM,
        "",
        "on",
        applicationName,
        "replica",
        "latest",
        10,
        1,
        1_700_000_000_500L,
        true);
  }

  public static StandbyLink link(String standby, String syncState) {
    return link(standby, syncState, "streaming", Lsn.parse("0/5000100"));
  }

  public static StandbyLink link(String standby, String syncState, String state, Lsn reached) {
    return new StandbyLink(
        standby,
        "192.0.2.7",
        state,
        syncState,
        reached,
        reached,
        reached,
        reached,
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2));
  }

  public static ReplicationSlot slot(String name) {
    return new ReplicationSlot(
        name,
        "physical",
        false,
        true,
        4096,
        "reserved",
        Optional.of(END),
        false,
        Optional.of(1L << 30));
  }
}
