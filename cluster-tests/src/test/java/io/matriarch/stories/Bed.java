package io.matriarch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Network.Ipam;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/// Real nodes in containers, three unless a story needs two: Corosync, Pacemaker with fencing,
/// PostgreSQL, and the package that users install.
final class Bed implements AutoCloseable {

  static final String RESOURCE = "pgsqld";
  static final String CLONE = "pgsql-ha";
  private static final Site SITE = Site.chosen();
  static final String VIP = SITE.vip();

  private static final String IMAGE = Suite.chosen().image();
  private static final Duration ONLINE_MOST = Duration.ofSeconds(60);
  private static final Duration TOLD_MOST = Duration.ofSeconds(20);
  private static final Duration REJOIN_MOST = Duration.ofSeconds(90);
  private static final Duration MOVE_MOST = Duration.ofSeconds(30);
  private static final Duration STEP_MOST = Duration.ofSeconds(60);

  private final Make make;
  private final List<Node> nodes;
  private final ClusterProbe probe;
  private final Disks disks;
  private final List<GenericContainer<?>> containers = new ArrayList<>();

  private Bed(Make make) {
    this.make = make;
    nodes = IntStream.rangeClosed(1, make.size()).mapToObj(SITE::node).toList();
    probe = new ClusterProbe(nodes);
    disks = Disks.make(nodes);
  }

  /// Makes a new cluster, and leaves it as soon as its configuration is loaded.
  static Bed create(Make make) {
    Engine.requireImage(IMAGE);
    remove();
    Bed bed = new Bed(make);
    bed.startNodes();
    bed.probe.until(
        ONLINE_MOST, "all nodes are online", s -> bed.nodes.stream().allMatch(s::isOnline));
    bed.initialise();
    return bed;
  }

  Make make() {
    return make;
  }

  List<Node> nodes() {
    return nodes;
  }

  ClusterProbe probe() {
    return probe;
  }

  Disk disk(Node node, Disk.Use use) {
    return disks.of(node, use);
  }

  /// Whether the nodes have file systems of their own.
  boolean hasDisks() {
    return disks.missing().isEmpty();
  }

  /// The node that is promoted now.
  Node primary() {
    return node(
        probe
            .until(Duration.ofSeconds(5), "a primary", s -> s.primary().isPresent())
            .primary()
            .orElseThrow());
  }

  /// Waits until another node than the old primary's is promoted and can be written to; returns it.
  /// A promotion that is refused looks like one for a moment.
  Node successorOf(Node old) {
    return successorOf(old, MOVE_MOST);
  }

  Node successorOf(Node old, Duration most) {
    return node(
        probe
            .until(
                most,
                "another node than " + old + " is promoted",
                s -> s.primary().filter(n -> !n.equals(old.name()) && isWritable(n)).isPresent())
            .primary()
            .orElseThrow());
  }

  private boolean isWritable(String name) {
    try {
      return !Postgres.facts(node(name).address()).inRecovery();
    } catch (SQLException e) {
      return false;
    }
  }

  Node node(String name) {
    return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  List<Node> others(Node node) {
    return nodes.stream().filter(n -> !n.equals(node)).toList();
  }

  /// A node on which the cluster's tools can be run.
  Node anyNode() {
    return nodes.stream().filter(Node::isRunning).findFirst().orElseThrow();
  }

  Client client() {
    return Client.of(VIP);
  }

  /// Brings the bed to what every story begins with, and fails naming what is missing.
  void healthy() {
    new Health(this).restore();
  }

  /// Ends every fault of a node, and starts those that are off; the configuration stays.
  void undoFaults() {
    new Health(this).undoFaults();
  }

  /// Waits until roles, scores and replication are as on a healthy cluster, whatever has failed
  /// before.
  void settles() {
    new Health(this).settles();
  }

  void settles(Duration most) {
    new Health(this).settles(most);
  }

  /// Fails unless there was one fencing more than before; a node that was just booted gets to know
  /// of it a moment later.
  void wasFencedOnce(int before) {
    probe.until(TOLD_MOST, "there was one fencing", s -> s.fencings() == before + 1);
  }

  /// Fails where Pacemaker tells of an operation that failed.
  void assertNothingFailed() {
    List<String> failures = probe.now().failures();
    assertThat(failures).as("operations that failed: %s", failures).isEmpty();
  }

  /// Takes back every move, standby mode and stop that was asked for.
  void takeBackOrders() {
    new Health(this).takeBackOrders();
  }

  /// Waits until the node's instance is a standby of the new primary, by whatever repair it needs.
  void rejoins(Node node) {
    Await.until(
        REJOIN_MOST, node + " follows the new primary", () -> missingToFollow(node), List::isEmpty);
  }

  private List<String> missingToFollow(Node node) throws SQLException {
    ClusterState state = probe.now();
    List<String> missing = new ArrayList<>();
    if (!state.isUnpromoted(node) || !state.score(node).equals(Optional.of(1000))) {
      missing.add("unpromoted %s, score %s".formatted(state.isUnpromoted(node), state.score(node)));
    }
    if (missing.isEmpty() && !follows(node)) {
      missing.add("%s, not %s".formatted(Postgres.facts(node.address()), Postgres.facts(VIP)));
    }
    return missing;
  }

  private static boolean follows(Node node) throws SQLException {
    return Postgres.facts(node.address()).timeline() == Postgres.facts(VIP).timeline();
  }

  /// Runs a tool of the cluster on a node that is on.
  void cluster(String... command) {
    anyNode().run(command);
  }

  /// Sets the policy for a crash of the primary, and waits until every agent may know it.
  void crashPolicy(String policy) {
    parameter("crash_policy", policy);
    settles();
  }

  /// Sets a parameter of the resource; Pacemaker tells the agents a little later.
  void parameter(String name, String value) {
    cluster("crm_resource", "-r", RESOURCE, "-p", name, "-v", value);
  }

  /// Sets a property of the cluster, which goes with the story.
  void property(String name, String value) {
    cluster("crm_attribute", "-n", name, "-v", value);
  }

  /// What the agents keep in the cluster's configuration, such as the last promotion.
  Optional<String> kept(String what) {
    Output seen =
        anyNode()
            .attempt(
                STEP_MOST,
                "crm_attribute",
                "--type=crm_config",
                "--quiet",
                "--query",
                "--name=matriarch-%s-%s".formatted(RESOURCE, what));
    return seen.ok() ? Optional.of(seen.out().strip()) : Optional.empty();
  }

  /// Starts to look at every server, until it is closed.
  Watcher watch() {
    return Watcher.of(nodes);
  }

  /// Sends the role to a node and waits until it is there.
  void moveTo(Node node) {
    askFor(node);
    probe.until(MOVE_MOST, node + " is promoted", s -> s.isPromoted(node));
    cluster("crm_resource", "--clear", "-r", CLONE);
  }

  /// Asks Pacemaker to promote the node, which it may refuse.
  void askFor(Node node) {
    cluster("crm_resource", "--move", "--promoted", "-r", CLONE, "-N", node.name());
  }

  /// Pacemaker stops PostgreSQL on the node, which stays a member of the cluster.
  void takeOut(Node node) {
    cluster("crm_attribute", "-N", node.name(), "-n", "standby", "-v", "on");
    probe.until(MOVE_MOST, "nothing is active on " + node, s -> !s.isActiveOn(node));
  }

  void putBack(Node node) {
    Await.until(
        ONLINE_MOST,
        node + " may run resources again",
        () ->
            anyNode()
                .attempt(STEP_MOST, "crm_attribute", "-N", node.name(), "-n", "standby", "-D")
                .ok(),
        done -> done);
  }

  /// A standby's data directory is made anew; the node comes back in its own time.
  void cloneAgain(Node node) {
    takeOut(node);
    node.shell("rm -rf %s* /var/lib/matriarch/*".formatted(Node.PGDATA));
    node.run("bed-clone");
    putBack(node);
  }

  /// From now on a commit waits for any one standby.
  void synchronous() throws SQLException {
    for (Node node : nodes) {
      Postgres.execute(
          node.address(),
          "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'",
          "SELECT pg_reload_conf()");
    }
    Await.until(
        Duration.ofSeconds(20),
        "every standby is in the quorum",
        () -> Postgres.quorumStandbys(VIP),
        count -> count == nodes.size() - 1);
  }

  @Override
  public void close() {
    remove();
  }

  /// A container whose processes wait for a frozen disk cannot end.
  private static void remove() {
    Disks.thaw();
    Engine.remove(SITE.label());
    Disks.remove();
    ControlGroups.remove(IntStream.rangeClosed(1, 3).mapToObj(SITE::node).toList());
  }

  private void startNodes() {
    Network network =
        Network.builder()
            .createNetworkCmdModifier(
                create ->
                    create
                        .withName(SITE.prefix())
                        .withLabels(Map.of("matriarch.bed", SITE.prefix()))
                        .withIpam(
                            new Ipam().withConfig(new Ipam.Config().withSubnet(SITE.subnet()))))
            .build();
    NodeContainers made = new NodeContainers(SITE, make, nodes, disks);
    nodes.forEach(node -> containers.add(made.container(node, network)));
    Startables.deepStart(containers).join();
  }

  private void initialise() {
    Node first = nodes.getFirst();
    step(first, "bed-init-primary");
    nodes.stream().skip(1).forEach(node -> step(node, "bed-clone"));
    step(first, "bed-stop-primary");
    step(first, "bed-configure");
  }

  private static void step(Node node, String script) {
    Output output = node.attempt(STEP_MOST, script);
    if (!output.ok()) {
      throw new IllegalStateException("%s failed on %s: %s".formatted(script, node, output.said()));
    }
  }
}
