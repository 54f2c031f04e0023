package io.matriarch.simulation;

import io.matriarch.agent.model.SynchronousSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The commits of one primary that wait for their standbys. After a reload some WAL sender may for
/// a moment still go by the setting before: either lets a commit go.
final class SynchronousCommits {

  private static final long RELOAD_MOST = 900;

  private final Ground ground;
  private final Server server;
  private final List<Link> links;
  private final List<Commit> waiting = new ArrayList<>();
  private final List<SynchronousSetting> fading = new ArrayList<>();
  private SynchronousSetting inForce = SynchronousSetting.NONE;

  SynchronousCommits(Ground ground, Server server, List<Link> links) {
    this.ground = ground;
    this.server = server;
    this.links = links;
  }

  SynchronousSetting inForce() {
    return inForce;
  }

  /// The server starts with what its configuration says.
  void begin(String text) {
    giveUp();
    inForce = SynchronousSetting.parse(text);
  }

  void change(String text) {
    SynchronousSetting before = inForce;
    inForce = SynchronousSetting.parse(text);
    fading.add(before);
    ground.queue().after(ground.chance().between(0, RELOAD_MOST), () -> fading.remove(before));
    ground.tell(server.node(), "synchronous_standby_names = '%s'".formatted(text));
    release();
  }

  void wait(Commit commit) {
    waiting.add(commit);
    release();
  }

  /// Whoever waits is cut off without an answer.
  void giveUp() {
    waiting.clear();
    fading.clear();
  }

  void release() {
    long confirmed =
        Stream.concat(Stream.of(inForce), fading.stream())
            .mapToLong(this::confirmed)
            .max()
            .orElse(0);
    List<Commit> done =
        waiting.stream().filter(commit -> commit.place().lsn() <= confirmed).toList();
    waiting.removeAll(done);
    done.forEach(commit -> ground.ledger().acknowledged(commit, server));
  }

  private long confirmed(SynchronousSetting setting) {
    if (setting.count() == 0) {
      return Long.MAX_VALUE;
    }
    Stream<Link> named =
        setting.names().stream()
            .flatMap(name -> links.stream().filter(l -> l.open() && l.standby.node().equals(name)));
    List<Long> flushed =
        (setting.priority() ? named.limit(setting.count()) : named)
            .map(Link::flushed)
            .sorted()
            .toList()
            .reversed();
    return flushed.size() < setting.count() ? 0 : flushed.get(setting.count() - 1);
  }
}
