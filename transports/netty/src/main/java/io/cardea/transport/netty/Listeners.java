package io.cardea.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The open server sockets of one transport and the event loops that serve them.
 *
 * <p>The loops only move bytes: whatever may block runs on virtual threads. Closing ends everything
 * that was opened here, connections included.
 */
public final class Listeners implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int CLOSE_SECONDS = 2;
    private static final int BACKLOG = 1_024;
    private static final int LOW_WATER = 32 << 10;
    private static final int HIGH_WATER = 256 << 10;

    private final MultiThreadIoEventLoopGroup loops;
    private final List<Channel> servers = new ArrayList<>();

    /**
     * @param name how the threads are called
     */
    public Listeners(String name) {
        loops =
                new MultiThreadIoEventLoopGroup(
                        LOOPS, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    /**
     * Listens on an address, a Unix socket's path included.
     *
     * @param pipeline called on the loop for every connection that the door admits
     * @return the address, with the port the system chose where it was 0
     * @throws IOException if the address is in use or not ours
     */
    public SocketAddress open(SocketAddress address, Door door, Consumer<Channel> pipeline)
            throws IOException {
        ServerBootstrap server =
                new ServerBootstrap()
                        .group(loops)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                        .childHandler(guarded(door, pipeline));
        switch (address) {
            case UnixDomainSocketAddress path -> {
                Files.deleteIfExists(path.getPath());
                server.channel(NioServerDomainSocketChannel.class);
            }
            case InetSocketAddress inet -> forInternet(server, inet);
            default -> throw new IllegalArgumentException("address " + address);
        }
        try {
            Channel channel = server.bind(address).sync().channel();
            servers.add(channel);
            return channel.localAddress();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding " + address, e);
        } catch (Exception e) {
            // Netty throws the checked IOException of bind from a method that declares none.
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private static void forInternet(ServerBootstrap server, InetSocketAddress address) {
        // A socket for both families would answer IPv6 even if bound to 0.0.0.0.
        boolean only4 = address.getAddress() instanceof Inet4Address;
        server.channelFactory(() ->
                only4
                        ? new NioServerSocketChannel(
                                SelectorProvider.provider(), SocketProtocolFamily.INET)
                        : new NioServerSocketChannel());
        server.option(ChannelOption.SO_REUSEADDR, true);
        server.childOption(ChannelOption.TCP_NODELAY, true);
        server.childOption(ChannelOption.SO_KEEPALIVE, true);
    }

    private static ChannelHandler guarded(Door door, Consumer<Channel> pipeline) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel connection) {
                if (door.admits(connection)) {
                    pipeline.accept(connection);
                } else {
                    connection.close();
                }
            }
        };
    }

    @Override
    public void close() {
        servers.forEach(server -> server.close().awaitUninterruptibly());
        servers.clear();
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
