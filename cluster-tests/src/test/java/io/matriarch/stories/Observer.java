package io.matriarch.stories;

import com.github.dockerjava.api.command.CreateContainerCmd;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// A program that looks at the bed's nodes from a container of its own, on their network.
final class Observer implements AutoCloseable {

  private static final String IMAGE = "matriarch-observers:bed";

  private final String address;
  private final GenericContainer<?> container;

  private Observer(String name, int host) {
    Site site = Site.chosen();
    address = site.network() + "." + host;
    Engine.requireImage(IMAGE);
    container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withNetworkMode(site.prefix())
            .withLabel("matriarch.bed", site.prefix())
            .withCreateContainerCmdModifier(create -> place(create, site.prefix() + "-" + name));
  }

  /// Debian's Prometheus, which scrapes every node each second and evaluates the rules.
  static Observer prometheus(Bed bed, String rules) {
    Observer observer = new Observer("prometheus", 20);
    observer
        .container
        .withEnv("BED_NODES", String.join(" ", bed.nodes().stream().map(Node::name).toList()))
        .withCopyToContainer(Transferable.of(rules), "/etc/prometheus/matriarch-rules.yml");
    bed.nodes().forEach(n -> observer.container.withExtraHost(n.name(), n.address()));
    return observer.started();
  }

  /// Debian's HAProxy with this configuration.
  static Observer haproxy(String configuration) {
    Observer observer = new Observer("haproxy", 21);
    observer
        .container
        .withCopyToContainer(Transferable.of(configuration), "/etc/haproxy/bed.cfg")
        .withCommand("tini", "--", "haproxy", "-db", "-f", "/etc/haproxy/bed.cfg");
    return observer.started();
  }

  /// Debian's Chromium, driven on port 9515.
  static Observer chromium() {
    return unstartedChromium().started();
  }

  /// One that finds this page in a file of its own.
  static Observer chromium(byte[] page, String file) {
    Observer observer = unstartedChromium();
    observer.container.withCopyToContainer(Transferable.of(page), file);
    return observer.started();
  }

  private static Observer unstartedChromium() {
    Observer observer = new Observer("chromium", 22);
    observer
        .container
        .withSharedMemorySize(512L << 20)
        .withCommand("tini", "--", "chromedriver", "--port=9515", "--allowed-ips=");
    return observer;
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    container.close();
  }

  private Observer started() {
    container.start();
    return this;
  }

  private void place(CreateContainerCmd create, String name) {
    create.withName(name).withHostName(name).withIpv4Address(address);
    Optional.ofNullable(create.getHostConfig()).orElseThrow().withAutoRemove(false);
  }
}
