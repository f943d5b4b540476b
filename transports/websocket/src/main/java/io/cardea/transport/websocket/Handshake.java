package io.cardea.transport.websocket;

import io.cardea.transport.netty.Door;
import io.cardea.transport.netty.Origins;
import io.cardea.transport.websocket.WebSocketSettings.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The upgrade (RFC 6455, 4.2): who asks for our sub-protocol from a place that may gets a
 * connection, everybody else a 403.
 *
 * <p>The path of the request does not matter. No extension is accepted.
 */
final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Listener listener;
    private final Door door;
    private final AtomicReference<Origins> origins;
    private final Counters counters;
    private final Supplier<WebSocketConnection> connections;
    private final int maxMessage;

    /**
     * @param maxMessage a client's message, in bytes, all fragments together
     */
    Handshake(
            Listener listener,
            Door door,
            AtomicReference<Origins> origins,
            Counters counters,
            Supplier<WebSocketConnection> connections,
            int maxMessage) {
        this.listener = listener;
        this.door = door;
        this.origins = origins;
        this.counters = counters;
        this.connections = connections;
        this.maxMessage = maxMessage;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel channel = context.channel();
        Future<?> patience =
                channel.eventLoop()
                        .schedule(
                                () -> {
                                    if (channel.pipeline().get(Handshake.class) != null) {
                                        counters.unfinished.incrementAndGet();
                                        channel.close();
                                    }
                                },
                                Limits.HANDSHAKE.toNanos(),
                                TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> patience.cancel(false));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest lent) {
        if (lent.decoderResult().isFailure() || !mayUpgrade(lent)) {
            refuse(context);
        } else {
            upgrade(context, lent);
        }
    }

    private boolean mayUpgrade(FullHttpRequest lent) {
        HttpHeaders headers = lent.headers();
        return lent.method().equals(HttpMethod.GET)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
                && asksForProtocol(headers)
                && origins.get().permits(headers)
                && isForwardedForFriend(headers);
    }

    private boolean asksForProtocol(HttpHeaders headers) {
        return headers.containsValue(
                HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, listener.kind().protocol(), false);
    }

    private boolean isForwardedForFriend(HttpHeaders headers) {
        List<String> hops = headers.getAll("X-Forwarded-For");
        return !listener.forwardedToo()
                || hops.isEmpty()
                || door.permitsForwarded(String.join(",", hops));
    }

    private void refuse(ChannelHandlerContext context) {
        counters.refused.incrementAndGet();
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest lent) {
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(
                                "", listener.kind().protocol(), decoderConfig())
                        .newHandshaker(lent);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel())
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        HttpHeaders more =
                new DefaultHttpHeaders()
                        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origins.get().header());
        ChannelPipeline pipeline = context.pipeline();
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.addLast(new Utf8FrameValidator());
        pipeline.addLast(new WebSocketFrameAggregator(maxMessage));
        pipeline.addLast(connections.get());
        handshaker
                .handshake(context.channel(), lent, more, context.newPromise())
                .addListener(done -> finish(context, done.isSuccess()));
    }

    private WebSocketDecoderConfig decoderConfig() {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxMessage)
                .allowExtensions(false)
                // Utf8FrameValidator does it, and knows of fragments.
                .withUTF8Validator(false)
                .build();
    }

    private void finish(ChannelHandlerContext context, boolean success) {
        if (!success) {
            context.close();
            return;
        }
        context.pipeline().get(WebSocketConnection.class).begin();
        context.pipeline().remove(this);
    }
}
