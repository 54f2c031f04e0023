package io.matriarch.agent.postgres;

import io.matriarch.agent.model.BootTime;
import io.matriarch.agent.model.Instance;
import io.matriarch.agent.port.BootClock;
import io.matriarch.agent.process.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/// Asks the postmaster for a new connection, again and again, one at a time: a postmaster that is
/// stopped leaves older sessions as they are and answers nobody new.
///
/// The question is PostgreSQL's `SSLRequest`: the postmaster has to fork for the answer of one
/// byte, nobody logs in, and no slot of `max_connections` is used. Any answer will do, a refusal
/// and an end of the connection included; only silence does not.
final class Knock {

  private static final ByteBuffer SSL_REQUEST =
      ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).flip().asReadOnlyBuffer();

  /// After so long the attempt is given up for a new one: TCP may have lost it.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Less is no silence yet.
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /// What connecting to a unix socket says whose queue is full: nobody takes connections from it.
  private static final Pattern QUEUE_IS_FULL =
      Pattern.compile("Resource temporarily unavailable|not connected", Pattern.CASE_INSENSITIVE);

  private final Instance instance;
  private final BootClock clock;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final AtomicReference<Optional<BootTime>> unanswered =
      new AtomicReference<>(Optional.empty());

  Knock(Instance instance, BootClock clock) {
    this.instance = instance;
    this.clock = clock;
  }

  /// Since when nobody has answered.
  Optional<BootTime> unansweredSince() {
    return unanswered.get().filter(since -> clock.now().since(since).compareTo(MOMENT) >= 0);
  }

  /// Knocks unless an earlier attempt still waits. Never fails.
  Mono<Void> once() {
    return Mono.defer(() -> pending.compareAndSet(false, true) ? attempt() : Mono.empty());
  }

  private Mono<Void> attempt() {
    return Commands.blocking(this::isAnswered)
        .timeout(PATIENCE, Mono.just(false))
        .onErrorReturn(true)
        .doOnNext(
            answered -> {
              if (answered) {
                unanswered.set(Optional.empty());
              }
            })
        .doFinally(_ -> pending.set(false))
        .then();
  }

  private boolean isAnswered() {
    try {
      SocketAddress address = address();
      unanswered.updateAndGet(since -> since.or(() -> Optional.of(clock.now())));
      ask(address);
      return true;
    } catch (IOException e) {
      return !QUEUE_IS_FULL.matcher(String.valueOf(e.getMessage())).find();
    }
  }

  /// A name is resolved before the clock begins: the server has no part in that.
  private SocketAddress address() throws IOException {
    return ConnectionSettings.usesSocket(instance)
        ? UnixDomainSocketAddress.of(ConnectionSettings.socket(instance))
        : new InetSocketAddress(InetAddress.getByName(instance.pghost()), instance.pgport());
  }

  private static void ask(SocketAddress address) throws IOException {
    try (SocketChannel channel = open(address)) {
      channel.connect(address);
      ByteBuffer request = SSL_REQUEST.duplicate();
      while (request.hasRemaining()) {
        channel.write(request);
      }
      channel.read(ByteBuffer.allocate(1));
    }
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }
}
