package io.matriarch.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Fact;
import io.matriarch.agent.model.Fact.Known;
import io.matriarch.agent.port.ClusterObserver.Reading;
import io.matriarch.agent.process.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class CibObserverBlockingTest {

  @BeforeAll
  static void installBlockHound() {
    // A thread that waits already is not known to be allowed to.
    Schedulers.shutdownNow();
    BlockHound.install();
  }

  @Test
  void looking_and_parsing_block_no_timer_thread() {
    RecordedTool tool = new RecordedTool();
    tool.clusterDown();
    CibObserver observer =
        new CibObserver(
            tool,
            () -> new BootTime(0),
            Flux.never(),
            Duration.ofMillis(50),
            Schedulers.parallel());
    List<Fact<Reading>> told = new CopyOnWriteArrayList<>();
    Disposable subscription = observer.readings().subscribe(told::add);
    tool.holds(Recorded.cib("steady", "3.0.0"));
    Eventually.holds(() -> told.size() == 2);
    subscription.dispose();
    assertThat(told.getLast()).isInstanceOf(Known.class);
  }
}
