package io.cardea.transport.websocket;

import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.TransportClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client. Its messages are served one after another on a virtual thread; answers and events go
 * out from any thread in the order of the calls.
 *
 * <p>Both directions are bounded: past {@link Limits#MAX_WAITING} unserved messages the socket is
 * not read, past {@link Limits#MAX_QUEUED} unsent characters the client is disconnected.
 */
final class WebSocketConnection extends SimpleChannelInboundHandler<WebSocketFrame>
        implements TransportClient {
    private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());
    private static final int CHECKS_PER_LIMIT = 4;

    /** Where requests go and what is told of the client's coming and going. */
    interface Server {
        void connected(WebSocketConnection client);

        void request(WebSocketConnection client, Json request);

        /** What a client gets that sent something else than JSON. */
        Json malformed(JsonException fault);

        String print(Json message);

        void disconnected(WebSocketConnection client);
    }

    private final Channel channel;
    private final boolean local;
    private final Server server;
    private final Limits limits;
    private final Counters counters;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong queued = new AtomicLong();

    // The event loop's.
    private boolean begun;
    private boolean pinged;
    private long heardNanos = System.nanoTime();

    WebSocketConnection(
            Channel channel, boolean local, Server server, Limits limits, Counters counters) {
        this.channel = channel;
        this.local = local;
        this.server = server;
        this.limits = limits;
        this.counters = counters;
    }

    Channel channel() {
        return channel;
    }

    /** The handshake is done. On the event loop. */
    void begin() {
        begun = true;
        counters.clients.incrementAndGet();
        enqueue(() -> server.connected(this));
        limits.pingAfter().ifPresent(this::watch);
    }

    private void watch(Duration pingAfter) {
        Duration shortest =
                pingAfter.compareTo(limits.closeAfter()) < 0 ? pingAfter : limits.closeAfter();
        long periodNanos = shortest.toNanos() / CHECKS_PER_LIMIT;
        Future<?> checks =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                () -> checkLiveness(pingAfter),
                                periodNanos,
                                periodNanos,
                                TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> checks.cancel(false));
    }

    private void checkLiveness(Duration pingAfter) {
        long silence = System.nanoTime() - heardNanos;
        if (silence >= pingAfter.plus(limits.closeAfter()).toNanos()) {
            counters.silent.incrementAndGet();
            channel.close();
        } else if (silence >= pingAfter.toNanos() && !pinged) {
            pinged = true;
            channel.writeAndFlush(new PingWebSocketFrame());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        heardNanos = System.nanoTime();
        pinged = false;
        super.channelRead(context, message);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame lent) {
        switch (lent) {
            case TextWebSocketFrame text -> receive(text.content());
            // compat: Janus does not tell text from binary (transcript websocket/binary)
            case BinaryWebSocketFrame binary -> receive(binary.content());
            case PingWebSocketFrame ping ->
                    context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame close ->
                    context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            default -> {
                // A pong has done its work by coming; fragments are joined before they get here.
            }
        }
    }

    private void receive(ByteBuf lent) {
        String text = lent.toString(StandardCharsets.UTF_8);
        int now = enqueue(() -> serve(text));
        if (now == Limits.MAX_WAITING) channel.config().setAutoRead(false);
    }

    private int enqueue(Runnable task) {
        tasks.add(task);
        int now = waiting.incrementAndGet();
        if (now == 1) Thread.startVirtualThread(this::work);
        return now;
    }

    private void work() {
        int left;
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException e) {
                counters.faults.incrementAndGet();
                LOG.log(System.Logger.Level.ERROR, "websocket message failed", e);
                channel.close();
            }
            left = waiting.decrementAndGet();
            if (left == Limits.MAX_WAITING - 1) channel.config().setAutoRead(true);
        } while (left > 0);
    }

    private void serve(String text) {
        List<Json> requests;
        try {
            requests = Json.parseAll(text);
        } catch (JsonException e) {
            counters.malformed.incrementAndGet();
            send(server.malformed(e));
            return;
        }
        requests.forEach(request -> server.request(this, request));
    }

    @Override
    public Optional<String> transport() {
        return Optional.of(WebSocketTransport.PACKAGE);
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    @Override
    public void send(Json message) {
        if (!channel.isActive()) return;
        String text = server.print(message);
        if (queued.addAndGet(text.length()) > Limits.MAX_QUEUED) {
            counters.tooSlow.incrementAndGet();
            channel.close();
            return;
        }
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        ChannelFuture sent = channel.writeAndFlush(new TextWebSocketFrame(bytes));
        sent.addListener(_ -> queued.addAndGet(-text.length()));
    }

    @Override
    public void sessionOver(long sessionId, SessionEnd why) {
        // A connection may carry other sessions, and outlives them all.
    }

    @Override
    public void sessionCreated(long sessionId) {
        // Events need no table here: they are sent to this very client.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (begun) {
            begun = false;
            counters.clients.decrementAndGet();
            // After what is being served: a session being created must not outlive its client.
            enqueue(() -> server.disconnected(this));
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counters.broken.incrementAndGet();
        LOG.log(System.Logger.Level.DEBUG, () -> "websocket connection broke cause=" + cause);
        switch (cause) {
            case TooLongFrameException _ -> close(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            case CorruptedWebSocketFrameException corrupted -> close(corrupted.closeStatus());
            default -> context.close();
        }
    }

    private void close(WebSocketCloseStatus status) {
        channel.writeAndFlush(new CloseWebSocketFrame(status))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
