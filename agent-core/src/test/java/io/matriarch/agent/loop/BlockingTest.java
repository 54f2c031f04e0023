package io.matriarch.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ClusterView.Role;
import io.matriarch.agent.model.OcfExitCode;
import io.matriarch.agent.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockHound;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/// Nothing in the loop or in an operation blocks a thread of Reactor's: here they run on such
/// threads, in real time, and a call that blocks fails.
class BlockingTest {

  private final FakeCluster cluster = new FakeCluster();

  @BeforeAll
  static void install() {
    // A thread that waits already is not known to be allowed to.
    Schedulers.shutdownNow();
    BlockHound.install(
        builder ->
            builder.allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders"));
  }

  @Test
  void a_call_that_blocks_is_seen() {
    CountDownLatch never = new CountDownLatch(1);
    Mono<Boolean> blocked =
        Mono.fromCallable(() -> never.await(1, TimeUnit.MILLISECONDS))
            .subscribeOn(Schedulers.parallel());
    StepVerifier.create(blocked)
        .expectErrorMatches(failure -> failure.toString().contains("Blocking call"))
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void a_primarys_whole_life_blocks_nothing()
      throws ExecutionException, InterruptedException, TimeoutException {
    cluster.roles.put("n1", Role.UNPROMOTED);
    FakeServer server = new FakeServer(FakeServer.stopped());
    server.lookTakes = Duration.ofMillis(2);
    Agent agent = new Agent("n1", server, cluster, Schedulers.parallel(), Map.of());
    Disposable running = agent.run();
    for (String word : List.of("start", "promote", "monitor", "demote", "probe", "stop")) {
      Verdict verdict =
          agent
              .operations
              .run(Requests.of(word, "n1"))
              .subscribeOn(Schedulers.parallel())
              .toFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(verdict.code())
          .as(word + ": " + verdict.reason())
          .isNotEqualTo(OcfExitCode.ERR_GENERIC);
    }
    running.dispose();
    assertThat(server.calls).contains("start", "promote", "stop FAST");
  }
}
