package io.matriarch.stories;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/// Makes the containers that are a bed's nodes.
record NodeContainers(Site site, Make make, List<Node> nodes, Disks disks) {

  private static final Capability[] CAPABILITIES = {
    Capability.NET_ADMIN, Capability.SYS_NICE, Capability.IPC_LOCK, Capability.SYS_PTRACE
  };

  GenericContainer<?> container(Node node, Network network) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(Suite.chosen().image()))
            .withNetwork(network)
            .withLabel("matriarch.bed", site.prefix())
            .withSharedMemorySize(512L << 20)
            .withTmpFs(Map.of("/run", "mode=755"))
            .withEnv("BED_NODES", each(Node::name))
            .withEnv("BED_IPS", each(Node::address))
            .withEnv("BED_VIP", site.vip())
            .withEnv("BED_SUBNET", site.subnet())
            .withEnv("BED_RESOURCE", Bed.RESOURCE)
            .withEnv("BED_AGENT", make.with().word())
            .withCreateContainerCmdModifier(create -> asNode(create, node));
    nodes.forEach(n -> container.withExtraHost(n.name(), n.address()));
    if (make.ownClocks()) {
      container.withEnv("BED_CLOCK", "own");
    }
    return make.systemd() ? bootedBySystemd(container) : container;
  }

  private String each(Function<Node, String> part) {
    return nodes.stream().map(part).collect(Collectors.joining(" "));
  }

  /// Systemd has to be the first process.
  private static GenericContainer<?> bootedBySystemd(GenericContainer<?> container) {
    return container
        .withEnv("BED_INIT", "systemd")
        .withEnv("container", "docker")
        .withCommand("/usr/local/sbin/bed-boot");
  }

  /// Never privileged: Pacemaker's panic would reboot the host.
  private void asNode(CreateContainerCmd create, Node node) {
    create.withName(node.name()).withHostName(node.name()).withIpv4Address(node.address());
    HostConfig host = Optional.ofNullable(create.getHostConfig()).orElseThrow();
    List<Bind> binds = binds(node);
    if (make.systemd()) {
      // SIGTERM would have it begin anew, and not end.
      create.withStopSignal("SIGRTMIN+3");
      host.withCgroupnsMode("host");
      binds.add(bind(ControlGroups.mounted(), "/sys/fs/cgroup"));
    }
    host.withCapAdd(CAPABILITIES).withBinds(binds);
  }

  private List<Bind> binds(Node node) {
    List<Bind> binds = new ArrayList<>();
    binds.add(bind(engineSocket(), "/engine.sock"));
    disks
        .of(node)
        .forEach(disk -> binds.add(bind(disk.mountPoint(), disk.use().inside().toString())));
    return binds;
  }

  private static Bind bind(Path outside, String inside) {
    return new Bind(outside.toString(), new Volume(inside), AccessMode.rw);
  }

  private static Path engineSocket() {
    return Path.of(DockerClientFactory.instance().getRemoteDockerUnixSocketPath());
  }
}
