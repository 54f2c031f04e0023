package io.matriarch.telemetry.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A datagram socket as journald has it, and what comes to it.
final class JournalReceiver implements AutoCloseable {

  private static final int DATAGRAM_BYTES_MAX = 1 << 18;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<Map<String, String>> entries = new LinkedBlockingQueue<>();
  private final Channel channel;

  /// @param reads whether it takes what comes, or lets it wait
  JournalReceiver(Path socket, boolean reads) {
    channel =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .option(ChannelOption.AUTO_READ, reads)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX))
            .handler(new Handler())
            .bind(new DomainSocketAddress(socket.toString()))
            .syncUninterruptibly()
            .channel();
    assertThat(channel.isActive()).isTrue();
  }

  private final class Handler extends SimpleChannelInboundHandler<DomainDatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
      byte[] bytes = new byte[packet.content().readableBytes()];
      packet.content().readBytes(bytes);
      entries.add(decode(bytes));
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
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
