package io.matriarch.stories;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/// The container engine, as far as Testcontainers leaves it to the stories: commands with a
/// deadline, power, and the removal of what an earlier run left behind.
final class Engine {

  private static final Duration REMOVED_MOST = Duration.ofSeconds(30);
  private static final Duration STARTED_MOST = Duration.ofSeconds(15);
  private static final DockerClient CLIENT = DockerClientFactory.instance().client();

  private Engine() {}

  static void requireImage(String image) {
    try {
      CLIENT.inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      throw new IllegalStateException("no image " + image + ": run 'script/bed image' first", e);
    }
  }

  /// Runs the command, without a shell, and waits for its end.
  static Output run(String container, Duration deadline, String... command)
      throws InterruptedException {
    String id =
        CLIENT
            .execCreateCmd(container)
            .withCmd(command)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    Streams streams = new Streams();
    try (streams) {
      boolean done =
          CLIENT
              .execStartCmd(id)
              .exec(streams)
              .awaitCompletion(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!done) {
        throw new IllegalStateException(
            "on %s, no end within %d s: %s"
                .formatted(container, deadline.toSeconds(), String.join(" ", command)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Long code = CLIENT.inspectExecCmd(id).exec().getExitCodeLong();
    if (code == null) {
      throw new IllegalStateException(
          "on %s, killed before its end: %s".formatted(container, String.join(" ", command)));
    }
    return new Output(code.intValue(), streams.out.toString(), streams.err.toString());
  }

  static boolean isRunning(String container) {
    return Boolean.TRUE.equals(
        CLIENT.inspectContainerCmd(container).exec().getState().getRunning());
  }

  /// The container's first process, as the host numbers it.
  static long process(String container) {
    return pid(container)
        .orElseThrow(() -> new IllegalStateException(container + " has no process"));
  }

  private static Optional<Long> pid(String container) {
    return Optional.ofNullable(CLIENT.inspectContainerCmd(container).exec().getState().getPidLong())
        .filter(pid -> pid != 0);
  }

  static void kill(String container) {
    CLIENT.killContainerCmd(container).exec();
  }

  /// Ends the container in order, or by force after so long.
  static void stop(String container, Duration within) {
    CLIENT.stopContainerCmd(container).withTimeout(Math.toIntExact(within.toSeconds())).exec();
  }

  /// Returns when the container has a process.
  static void start(String container) {
    try {
      CLIENT.startContainerCmd(container).exec();
    } catch (NotModifiedException e) {
      // The fence agent was quicker, and may not be done.
    }
    Await.until(STARTED_MOST, container + " is started", () -> pid(container).isPresent());
  }

  /// Removes every container and network with the label, whoever else is removing them.
  static void remove(String label) {
    Await.until(
        REMOVED_MOST,
        "no container and no network is left with " + label,
        () -> {
          containers(label).forEach(Engine::removeContainer);
          networks(label).forEach(id -> CLIENT.removeNetworkCmd(id).exec());
          return containers(label).isEmpty() && networks(label).isEmpty();
        });
  }

  private static List<String> containers(String label) {
    return CLIENT
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(label))
        .exec()
        .stream()
        .map(Container::getId)
        .toList();
  }

  private static List<String> networks(String label) {
    return CLIENT.listNetworksCmd().withFilter("label", List.of(label)).exec().stream()
        .map(Network::getId)
        .toList();
  }

  private static void removeContainer(String id) {
    CLIENT.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
  }

  private static final class Streams extends ResultCallback.Adapter<Frame> {

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    @Override
    public void onNext(Frame frame) {
      String text = new String(frame.getPayload(), StandardCharsets.UTF_8);
      (frame.getStreamType() == StreamType.STDERR ? err : out).append(text);
    }
  }
}
