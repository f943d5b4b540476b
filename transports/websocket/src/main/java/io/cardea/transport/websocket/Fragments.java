package io.cardea.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Sends a long text in pieces of {@link Limits#FRAGMENT} bytes (RFC 6455, 5.4), as Janus does.
 *
 * <p>On the event loop, so the pieces of one message stay together whoever else sends.
 */
final class Fragments extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isLong =
                message instanceof TextWebSocketFrame frame
                        && frame.content().readableBytes() > Limits.FRAGMENT;
        if (isLong) {
            split(context, ((TextWebSocketFrame) message).content(), promise);
        } else {
            context.write(message, promise);
        }
    }

    private static void split(ChannelHandlerContext context, ByteBuf owned, ChannelPromise done) {
        boolean first = true;
        while (owned.readableBytes() > Limits.FRAGMENT) {
            ByteBuf piece = owned.readRetainedSlice(Limits.FRAGMENT);
            WebSocketFrame frame =
                    first
                            ? new TextWebSocketFrame(false, 0, piece)
                            : new ContinuationWebSocketFrame(false, 0, piece);
            context.write(frame);
            first = false;
        }
        context.write(new ContinuationWebSocketFrame(true, 0, owned), done);
    }
}
