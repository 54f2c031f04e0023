package io.matriarch.app.view;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The lines that come over a connection, as long as something comes in time.
final class StreamLines implements Closeable {

  private static final int LINE_BYTES_MAX = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 14;

  private final AgentWire wire;
  private final Duration patience;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /// @param patience for how long a peer that lives may be silent
  StreamLines(AgentWire wire, Duration patience) {
    this.wire = wire;
    this.patience = patience;
  }

  /// The next line without its end; empty when the peer has closed.
  Optional<String> next() throws IOException {
    while (true) {
      while (buffer.hasRemaining()) {
        byte one = buffer.get();
        if (one == '\n') {
          return Optional.of(taken());
        }
        line.write(one);
      }
      if (line.size() > LINE_BYTES_MAX) {
        throw new IOException("a line of its answer is longer than 1 MiB");
      }
      if (!wire.fill(buffer, patience)) {
        return Optional.empty();
      }
    }
  }

  private String taken() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
