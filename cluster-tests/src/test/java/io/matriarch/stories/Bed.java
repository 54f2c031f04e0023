package io.matriarch.stories;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/// Three real nodes in containers: Corosync, Pacemaker with fencing, PostgreSQL, and the package
/// that users install.
final class Bed implements AutoCloseable {

  static final String RESOURCE = "pgsqld";
  static final String CLONE = "pgsql-ha";
  static final String VIP = "172.31.72.100";

  private static final String IMAGE = Suite.chosen().image();
  private static final String PREFIX = "stories";
  private static final String SUBNET = "172.31.72.0/24";
  private static final String LABEL = "matriarch.bed=" + PREFIX;
  private static final Duration ONLINE_MOST = Duration.ofSeconds(60);
  private static final Duration REJOIN_MOST = Duration.ofSeconds(90);
  private static final Duration MOVE_MOST = Duration.ofSeconds(30);
  private static final Duration STEP_MOST = Duration.ofSeconds(60);

  private final List<Node> nodes =
      List.of(
          new Node(PREFIX + "-n1", "172.31.72.11"),
          new Node(PREFIX + "-n2", "172.31.72.12"),
          new Node(PREFIX + "-n3", "172.31.72.13"));
  private final ClusterProbe probe = new ClusterProbe(nodes);
  private final List<GenericContainer<?>> containers = new ArrayList<>();

  private Bed() {}

  /// Makes a new cluster, and leaves it as soon as its configuration is loaded.
  static Bed create() {
    Engine.requireImage(IMAGE);
    Engine.remove(LABEL);
    Bed bed = new Bed();
    bed.startNodes();
    bed.probe.until(
        ONLINE_MOST, "all nodes are online", s -> bed.nodes.stream().allMatch(s::isOnline));
    bed.initialise();
    return bed;
  }

  List<Node> nodes() {
    return nodes;
  }

  ClusterProbe probe() {
    return probe;
  }

  /// The node that is promoted now.
  Node primary() {
    return node(
        probe
            .until(Duration.ofSeconds(5), "a primary", s -> s.primary().isPresent())
            .primary()
            .orElseThrow());
  }

  /// Waits until another node than the old primary's is promoted, and returns it.
  Node successorOf(Node old) {
    return node(
        probe
            .until(
                MOVE_MOST,
                "another node than " + old + " is promoted",
                s -> s.primary().filter(name -> !name.equals(old.name())).isPresent())
            .primary()
            .orElseThrow());
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

  /// Waits until roles, scores and replication are as on a healthy cluster, whatever has failed
  /// before.
  void settles() {
    new Health(this).settles();
  }

  /// Waits until the node's instance is a standby of the new primary, or is refused because it
  /// holds WAL that nobody acknowledged and that the new primary never had.
  void rejoins(Node node) {
    Await.until(
        REJOIN_MOST,
        node + " follows the new primary, or is known to have diverged",
        () -> {
          ClusterState state = probe.now();
          int score = state.score(node).orElse(0);
          return state.isUnpromoted(node)
              && ((score == 1000 && follows(node))
                  || (score < 0 && Divergence.of(node).isPresent()));
        });
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
    cluster("crm_resource", "-r", RESOURCE, "-p", "crash_policy", "-v", policy);
    settles();
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
        "both standbys are in the quorum",
        () -> Postgres.quorumStandbys(VIP),
        count -> count == 2);
  }

  @Override
  public void close() {
    Engine.remove(LABEL);
  }

  private void startNodes() {
    Network network =
        Network.builder()
            .createNetworkCmdModifier(
                create ->
                    create
                        .withName(PREFIX)
                        .withLabels(Map.of("matriarch.bed", PREFIX))
                        .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(SUBNET))))
            .build();
    nodes.forEach(node -> containers.add(container(node, network)));
    Startables.deepStart(containers).join();
  }

  private GenericContainer<?> container(Node node, Network network) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withNetwork(network)
            .withLabel("matriarch.bed", PREFIX)
            .withSharedMemorySize(512L << 20)
            .withTmpFs(Map.of("/run", "mode=755"))
            .withEnv("BED_NODES", each(Node::name))
            .withEnv("BED_IPS", each(Node::address))
            .withEnv("BED_VIP", VIP)
            .withEnv("BED_SUBNET", SUBNET)
            .withEnv("BED_RESOURCE", RESOURCE)
            .withCreateContainerCmdModifier(create -> asNode(create, node));
    nodes.forEach(n -> container.withExtraHost(n.name(), n.address()));
    return container;
  }

  /// Never privileged: Pacemaker's panic would reboot the host.
  private static void asNode(CreateContainerCmd create, Node node) {
    create.withName(node.name()).withHostName(node.name()).withIpv4Address(node.address());
    Optional.ofNullable(create.getHostConfig())
        .orElseThrow()
        .withCapAdd(
            Capability.NET_ADMIN, Capability.SYS_NICE, Capability.IPC_LOCK, Capability.SYS_PTRACE)
        .withBinds(new Bind(engineSocket().toString(), new Volume("/engine.sock"), AccessMode.rw));
  }

  private static Path engineSocket() {
    return Path.of(DockerClientFactory.instance().getRemoteDockerUnixSocketPath());
  }

  private String each(Function<Node, String> part) {
    return nodes.stream().map(part).collect(Collectors.joining(" "));
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
