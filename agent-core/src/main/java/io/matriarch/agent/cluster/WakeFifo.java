package io.matriarch.agent.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/// A named pipe into which Pacemaker's alert agent, or anyone in its group, writes a line to wake
/// the daemon.
///
/// It is open for writing too, so that reading it never meets an end of file.
public final class WakeFifo implements AutoCloseable {

  static final int LONGEST_LINE = 512;

  private static final Logger LOG = LoggerFactory.getLogger(WakeFifo.class);
  private static final String MODE = "0660";

  private final Path path;
  private final FileChannel channel;
  private final Sinks.Many<String> lines = Sinks.many().multicast().directBestEffort();
  private final StringBuilder line = new StringBuilder();

  private WakeFifo(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Opens the pipe, after making it if it is missing, and reads it on a thread of its own.
  public static WakeFifo open(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      make(path);
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path)) {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      WakeFifo fifo = new WakeFifo(path, channel);
      Thread.ofPlatform().daemon().name("wake-fifo").start(fifo::read);
      return fifo;
    }
    throw new IOException(path + " is not a named pipe: remove it, and it will be made anew");
  }

  /// The pipe gets its directory's group, of which the alert agent is a member.
  private static void make(Path path) throws IOException {
    Process mkfifo =
        new ProcessBuilder("mkfifo", "-m", MODE, path.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    try {
      if (!mkfifo.waitFor(5, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
        mkfifo.destroyForcibly();
        throw new IOException("mkfifo " + path + " failed: check the directory and its owner");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while making " + path, e);
    }
    Path directory = path.toAbsolutePath().getParent();
    Files.setAttribute(path, "posix:group", Files.getAttribute(directory, "posix:group"));
  }

  /// The lines written from now on; those that nobody waits for are dropped.
  public Flux<String> lines() {
    return lines.asFlux();
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          take((char) (buffer.get() & 0xFF));
        }
        buffer.clear();
      }
    } catch (ClosedChannelException _) {
      LOG.debug("{} closed", path);
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so only polling is left: {}", path, e.getMessage());
    }
    var _ = lines.tryEmitComplete();
  }

  private void take(char character) {
    if (character == '\n') {
      var _ = lines.tryEmitNext(line.toString());
      line.setLength(0);
    } else if (line.length() < LONGEST_LINE) {
      line.append(character >= ' ' && character < 127 ? character : '?');
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
