package io.matriarch.agent.postgres;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;
import reactor.netty.resources.LoopResources;

/// One event loop for the driver's connections, with Java's own sockets: these take Java's address
/// of a unix socket, and the driver names it with Netty's.
final class JavaSockets implements LoopResources {

  private final LoopResources loops;

  JavaSockets(String threads) {
    this.loops = LoopResources.create(threads, 1, true);
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops.onServer(useNative);
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
    C channel = LoopResources.super.onChannel(type, group);
    channel.pipeline().addFirst(new JavaAddresses());
    return channel;
  }

  private static final class JavaAddresses extends ChannelOutboundHandlerAdapter {
    @Override
    public void connect(
        ChannelHandlerContext context,
        SocketAddress remote,
        SocketAddress local,
        ChannelPromise connected) {
      if (remote instanceof DomainSocketAddress unix) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(unix.path());
        context.connect(address, local).addListener(tried -> tell(tried, address, connected));
      } else {
        var _ = context.connect(remote, local, connected);
      }
    }

    private static void tell(
        Future<? super Void> tried, SocketAddress address, ChannelPromise connected) {
      if (tried.isSuccess()) {
        connected.trySuccess();
      } else {
        // Netty has the address in the message of some failures, and in front of their causes.
        Throwable failure = tried.cause();
        connected.tryFailure(
            UnixSocket.at(address, Objects.requireNonNullElse(failure.getCause(), failure)));
      }
    }
  }
}
