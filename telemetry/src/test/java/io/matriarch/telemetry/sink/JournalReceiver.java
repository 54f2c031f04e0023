package io.matriarch.telemetry.sink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A datagram socket as journald has it, and what comes to it.
@SuppressWarnings("restricted")
final class JournalReceiver implements AutoCloseable {

  private static final int DATAGRAM_BYTES_MAX = 1 << 18;
  private static final int SO_RCVTIMEO = 20;
  private static final Duration WAIT = Duration.ofMillis(50);

  private static final MethodHandle BIND =
      UnixDatagrams.function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECV =
      UnixDatagrams.function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private final UnixDatagrams socket;
  private final CompletableFuture<Void> reading;
  private final BlockingQueue<Map<String, String>> entries = new LinkedBlockingQueue<>();
  private volatile boolean closing;

  /// @param reads whether it takes what comes, or lets it wait
  JournalReceiver(Path socket, boolean reads) {
    try {
      this.socket = UnixDatagrams.open();
      bind(socket);
      this.socket.waitAtMost(SO_RCVTIMEO, WAIT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.reading =
        reads
            ? CompletableFuture.runAsync(this::read, work -> Thread.ofPlatform().start(work))
            : CompletableFuture.completedFuture(null);
  }

  private void bind(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(UnixDatagrams.CAPTURED);
      MemorySegment address = UnixDatagrams.address(path, arena);
      int bytes = Math.toIntExact(address.byteSize());
      int bound = (int) BIND.invokeExact(state, socket.descriptor, address, bytes);
      if (bound < 0) {
        throw UnixDatagrams.refused("bind", state);
      }
    } catch (Throwable e) {
      throw UnixDatagrams.failure(e);
    }
  }

  /// A wait that ended without a datagram is begun again, unless this closes.
  private void read() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(UnixDatagrams.CAPTURED);
      MemorySegment datagram = arena.allocate(DATAGRAM_BYTES_MAX);
      while (!closing) {
        long read =
            (long) RECV.invokeExact(state, socket.descriptor, datagram, datagram.byteSize(), 0);
        if (read >= 0) {
          entries.add(decode(datagram.asSlice(0, read).toArray(JAVA_BYTE)));
        }
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> next() throws InterruptedException {
    Map<String, String> entry = entries.poll(60, TimeUnit.SECONDS);
    assertThat(entry).as("an entry within 60 s").isNotNull();
    return entry == null ? Map.of() : entry;
  }

  /// Reads the fields as journald does.
  static Map<String, String> decode(byte[] entry) {
    ByteBuffer bytes = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, String> fields = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      String line = until(bytes, '\n');
      int equals = line.indexOf('=');
      if (equals >= 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      } else {
        byte[] value = new byte[Math.toIntExact(bytes.getLong())];
        bytes.get(value);
        assertThat(bytes.get()).isEqualTo((byte) '\n');
        fields.put(line, new String(value, StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  private static String until(ByteBuffer bytes, char end) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte one = bytes.get();
    while (one != end) {
      text.write(one);
      one = bytes.get();
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    reading.join();
    socket.close();
  }
}
