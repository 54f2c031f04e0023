package io.matriarch.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.matriarch.agent.model.ServerState;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/// A postmaster whose sockets were tried at the moment in which it opened them.
class UnansweredStateIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LINES_WITHOUT_STATUS = 7;

  private RealServer server;
  private Path file;
  private List<String> listening;

  @BeforeEach
  void start() throws IOException {
    server = RealServer.initialised("n1");
    server.start();
    file = server.instance().datadir().resolve("postmaster.pid");
    listening = Files.readAllLines(file);
  }

  @AfterEach
  void remove() {
    server.close();
  }

  private ServerState refused() {
    Mono<ServerState> ask =
        Mono.fromCallable(
            () -> {
              Files.write(file, listening);
              throw new ConnectException("Connection refused");
            });
    return new UnansweredState(server.instance()).look(ask).blockOptional(LIMIT).orElseThrow();
  }

  @Test
  void one_that_began_to_listen_while_it_was_asked_is_starting() throws IOException {
    Files.write(file, listening.subList(0, LINES_WITHOUT_STATUS));
    assertThat(refused()).isInstanceOf(ServerState.Starting.class);
  }

  @Test
  void one_that_listened_before_and_refuses_is_unreachable() {
    assertThat(refused()).isInstanceOf(ServerState.Unreachable.class);
  }
}
