package io.matriarch.benchmarks;

import io.matriarch.agent.cluster.CibParser;
import io.matriarch.agent.decide.Decider;
import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Decision;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Health;
import io.matriarch.agent.model.Lsn;
import io.matriarch.agent.model.Memory;
import io.matriarch.agent.model.Repair;
import io.matriarch.agent.model.ServerSettings;
import io.matriarch.agent.model.ServerState;
import io.matriarch.agent.model.Snapshot;
import io.matriarch.agent.model.TimelineHistory;
import io.matriarch.agent.model.WalPosition;
import io.matriarch.agent.model.WalReceiver;
import io.matriarch.agent.port.ClusterObserver.Configured;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One decision of a standby that streams and of a primary, which are nearly all that are made.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeciderBenchmark {

  private static final WalPosition HELD = WalPosition.parse("1:0/5000148");

  private final Decider decider = new Decider();
  private Snapshot standby;
  private Snapshot primary;

  @Setup
  public void observe() throws IOException {
    Configured configured = new CibParser().parse(RecordedCib.asItWas()).instances().getFirst();
    ServerSettings settings =
        new ServerSettings(170_006, "7301", "", "on", "", "replica", "latest", 10, 0, 0, true);
    WalReceiver receiver =
        new WalReceiver("streaming", "n1", 5432, 1, HELD.lsn(), HELD.lsn(), HELD.lsn(), 100);
    Lsn lsn = HELD.lsn();
    standby =
        snapshot(
            configured,
            new ServerState.Standby(
                settings,
                HELD,
                lsn,
                lsn,
                false,
                Duration.ZERO,
                List.of(receiver),
                List.of(),
                List.of()));
    primary =
        snapshot(configured, new ServerState.Primary(settings, HELD, lsn, List.of(), List.of()));
  }

  private static Snapshot snapshot(Configured configured, ServerState state) {
    BootTime now = new BootTime(Duration.ofHours(1).toMillis());
    return new Snapshot(
        configured.view().nodes().getFirst().name(),
        configured.instance(),
        List.of(),
        now,
        Fact.known(state, now),
        Fact.known(configured.view(), now),
        Health.UNKNOWN,
        Repair.NONE,
        Memory.EMPTY,
        Fact.known(TimelineHistory.of(1), now));
  }

  @Benchmark
  public Decision standby() {
    return decider.decide(standby);
  }

  @Benchmark
  public Decision primary() {
    return decider.decide(primary);
  }
}
