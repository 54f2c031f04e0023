package io.matriarch.stories;

import io.matriarch.reliability.Announcements;
import io.matriarch.reliability.Counts;
import io.matriarch.reliability.Flaw;
import io.matriarch.reliability.Healing;
import io.matriarch.reliability.Judgement;
import io.matriarch.reliability.Mode;
import io.matriarch.reliability.Round;
import io.matriarch.reliability.Struck;
import io.matriarch.reliability.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One round of the nemesis: clients work, faults strike, all is undone, the cluster has to heal by
/// itself, and what the clients did and saw is judged. Whatever goes wrong is noted, and the bed is
/// restored then.
final class NemesisRound {

  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration CLEAN_MOST = Duration.ofSeconds(60);

  private final Bed bed;
  private final Mode mode;
  private final Path diagnoses;
  private final long origin = System.nanoTime();
  private final Set<String> saidBefore = new HashSet<>();
  private final List<Struck> struck = new ArrayList<>();
  private final List<String> announcements = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private Counts counts = Counts.NONE;
  private Duration gap = Duration.ZERO;
  private Healing healing = Healing.NONE;
  private boolean restored;
  private boolean bedIsLost;

  /// @param diagnoses where the nodes' logs go if something is wrong
  NemesisRound(Bed bed, Mode mode, Path diagnoses) {
    this.bed = bed;
    this.mode = mode;
    this.diagnoses = diagnoses;
  }

  void play(Plan plan) {
    bed.nodes().forEach(node -> saidBefore.addAll(journal(node)));
    try (Crowd crowd = Crowd.of(bed)) {
      List<String> twoPrimaries = live(plan, crowd);
      judge(crowd, twoPrimaries);
    } catch (AssertionError | RuntimeException e) {
      violations.add(new Violation(Flaw.NOT_JUDGED, said(e)));
    }
    if (violations.isEmpty()) {
      cleanUp();
    }
    if (!violations.isEmpty() && !restored) {
      diagnose();
      restore();
    }
  }

  /// Whether the bed is not as it was before the round.
  boolean wasRestored() {
    return restored;
  }

  /// Whether the bed cannot be restored.
  boolean bedIsLost() {
    return bedIsLost;
  }

  Round told(int number, long seed) {
    return new Round(
        number, seed, mode, struck, counts, gap.toMillis(), healing, announcements, violations);
  }

  /// Returns what was seen of two primaries at once.
  private List<String> live(Plan plan, Crowd crowd) {
    Watcher watcher = bed.watch();
    try {
      Await.passes(QUIET);
      for (Plan.Step step : plan.steps()) {
        strike(step, watcher);
        Await.passes(step.pause());
      }
      healing = heal(crowd);
    } finally {
      crowd.stop();
      watcher.end();
    }
    return watcher.violations();
  }

  private void strike(Plan.Step step, Watcher watcher) {
    Fault fault = step.fault();
    long at = Duration.ofNanos(System.nanoTime() - origin).toMillis();
    String name = "nobody";
    String hindrance;
    try {
      Node node = aim(step, watcher);
      name = node.name();
      Fault.Target target = new Fault.Target(bed, node, step.magnitude());
      hindrance = fault.hindrance(target).orElse("");
      if (hindrance.isEmpty()) {
        fault.strike(target);
      }
    } catch (AssertionError | RuntimeException e) {
      // Another fault was quicker: there is nothing left that this one could break.
      hindrance = said(e);
    }
    struck.add(new Struck(fault.word(), name, at, hindrance));
  }

  private Node aim(Plan.Step step, Watcher watcher) {
    Node numbered = bed.nodes().get(step.number() % bed.nodes().size());
    Node primary = watcher.lastWritable().orElse(numbered);
    List<Node> standbys = bed.others(primary);
    return switch (step.fault().place()) {
      case ANY -> step.atPrimary() ? primary : numbered;
      case PRIMARY -> primary;
      case STANDBY -> standbys.get(step.number() % standbys.size());
      case DC -> bed.node(bed.probe().now().dc().orElseThrow());
    };
  }

  /// Undoes everything, and waits until the cluster is well and a client writes.
  private Healing heal(Crowd crowd) {
    long begun = System.nanoTime();
    try {
      Await.until(left(begun), "everything is undone", this::undo);
      bed.settles(left(begun));
      crowd.writesAgain(left(begun));
      return new Healing(true, since(begun).toMillis(), "");
    } catch (AssertionError | RuntimeException e) {
      return new Healing(false, since(begun).toMillis(), said(e) + absentDaemons());
    }
  }

  /// What Pacemaker itself has lost and not started again.
  private String absentDaemons() {
    return bed.nodes().stream()
        .filter(Node::isRunning)
        .flatMap(
            node ->
                Program.PACEMAKER.stream()
                    .filter(program -> !program.runsOn(node))
                    .map(program -> "; %s does not run on %s".formatted(program.title(), node)))
        .collect(Collectors.joining());
  }

  /// Fails where a node is fenced in the midst of it.
  private boolean undo() {
    bed.undoFaults();
    bed.takeBackOrders();
    return true;
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static Duration left(long begun) {
    Duration left = Healing.MOST.minus(since(begun));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void judge(Crowd crowd, List<String> twoPrimaries) {
    readAnnouncements();
    if (!healing.byItself()) {
      violations.add(new Violation(Flaw.NOT_HEALED, healing.missing()));
      diagnose();
      restore();
    }
    if (bedIsLost) {
      violations.add(new Violation(Flaw.NOT_JUDGED, "the rows went with a bed that was given up"));
      return;
    }
    gap = crowd.longestGap();
    Judgement judgement = Judgement.of(crowd.evidence(twoPrimaries), mode, announcements);
    counts = judgement.counts();
    violations.addAll(judgement.violations());
  }

  /// What the agents said since the round began, whatever their clocks showed. Whoever clones a
  /// node anew deletes what its agent said.
  private void readAnnouncements() {
    for (Node node : bed.nodes()) {
      Announcements.among(journal(node), saidBefore)
          .forEach(sentence -> announcements.add(node + ": " + sentence));
    }
  }

  private static List<String> journal(Node node) {
    if (!node.isRunning()) {
      return List.of();
    }
    String lines =
        node.attemptShell(
                "cd /var/lib/matriarch && cat events.old.jsonl events.jsonl | grep"
                    + " -e failover.ended -e standby/diverged -e repair/re")
            .out();
    return lines.lines().toList();
  }

  /// What failed is forgotten, as an administrator would, so that no later round inherits it.
  private void cleanUp() {
    try {
      bed.cluster("crm_resource", "--cleanup");
      bed.settles(CLEAN_MOST);
    } catch (AssertionError | RuntimeException e) {
      violations.add(new Violation(Flaw.NOT_HEALED, "after crm_resource --cleanup: " + said(e)));
    }
  }

  private void diagnose() {
    try {
      Files.createDirectories(diagnoses);
      Files.writeString(diagnoses.resolve("cluster.txt"), Diagnosis.of(bed, diagnoses));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      System.out.printf("  what the nodes say could not be kept: %s%n", said(e));
    }
  }

  private void restore() {
    restored = true;
    try {
      bed.healthy();
    } catch (AssertionError | RuntimeException e) {
      System.out.printf("  the bed cannot be restored: %s%n", said(e));
      bedIsLost = true;
    }
  }

  private static String said(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).strip().replaceAll("\\s+", " ");
  }
}
