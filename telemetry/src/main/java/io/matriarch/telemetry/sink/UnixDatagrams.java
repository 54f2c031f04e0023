package io.matriarch.telemetry.sink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// Sends datagrams to unix sockets, which the JDK cannot: by the C library, with Linux' numbers.
/// For one thread at a time.
@SuppressWarnings("restricted")
final class UnixDatagrams implements AutoCloseable {

  /// What the C library refused.
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    RefusedException(String function, int errno) {
      super(function + " failed with errno " + errno);
      this.errno = errno;
    }

    /// Whether nothing is at that path.
    boolean isAbsent() {
      return errno == ENOENT;
    }
  }

  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDTIMEO = 21;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int ENOENT = 2;
  private static final int PATH_BYTES_MAX = 107;
  private static final Duration SEND_MOST = Duration.ofSeconds(1);

  static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SOCKET =
      function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDTO =
      function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

  final int descriptor;

  private UnixDatagrams(int descriptor) {
    this.descriptor = descriptor;
  }

  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        Linker.Option.captureCallState("errno"));
  }

  static UnixDatagrams open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      int descriptor = (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (descriptor < 0) {
        throw refused("socket", state);
      }
      UnixDatagrams opened = new UnixDatagrams(descriptor);
      try {
        opened.waitAtMost(SO_SNDTIMEO, SEND_MOST);
      } catch (IOException e) {
        opened.close();
        throw e;
      }
      return opened;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /// How long a call may block, by the C library's `struct timeval`.
  ///
  /// @param option SO_SNDTIMEO or SO_RCVTIMEO
  void waitAtMost(int option, Duration most) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment time =
          arena.allocateFrom(JAVA_LONG, most.toSeconds(), most.toNanosPart() / 1000);
      int bytes = Math.toIntExact(time.byteSize());
      int set = (int) SETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, option, time, bytes);
      if (set < 0) {
        throw refused("setsockopt", state);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /// Sends it, or fails within a second.
  void send(Path to, byte[] datagram) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment address = address(to, arena);
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
      long sent =
          (long)
              SENDTO.invokeExact(
                  state,
                  descriptor,
                  bytes,
                  bytes.byteSize(),
                  MSG_NOSIGNAL,
                  address,
                  Math.toIntExact(address.byteSize()));
      if (sent < 0) {
        throw refused("sendto", state);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /// The C library's `struct sockaddr_un`.
  static MemorySegment address(Path socket, Arena arena) throws IOException {
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > PATH_BYTES_MAX) {
      throw new IOException(socket + " is longer than a socket's path may be");
    }
    MemorySegment address = arena.allocate(Short.BYTES + path.length + 1L, Short.BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
    return address;
  }

  static IOException refused(String function, MemorySegment state) {
    return new RefusedException(function, (int) ERRNO.get(state, 0L));
  }

  /// A method handle may throw anything, as far as the compiler knows.
  static IOException failure(Throwable thrown) {
    return switch (thrown) {
      case IOException known -> known;
      case RuntimeException unforeseen -> throw unforeseen;
      case Error error -> throw error;
      default -> new IOException(thrown);
    };
  }

  @Override
  public void close() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      int closed = (int) CLOSE.invokeExact(state, descriptor);
      if (closed < 0) {
        throw refused("close", state);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }
}
