package io.cardea.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Optional;

/** Puts a connection's handlers together. */
final class HttpPipeline {
    private HttpPipeline() {}

    static void install(
            Channel channel, Optional<SslContext> tls, HttpConnection connection, int maxBody) {
        ChannelPipeline pipeline = channel.pipeline();
        tls.ifPresent(context -> pipeline.addLast(context.newHandler(channel.alloc())));
        pipeline.addLast(new Clock(connection));
        pipeline.addLast(
                new HttpServerCodec(
                        new HttpDecoderConfig()
                                .setMaxInitialLineLength(Limits.MAX_HEADER)
                                .setMaxHeaderSize(Limits.MAX_HEADER)));
        pipeline.addLast(new Aggregator(connection, maxBody));
        pipeline.addLast(new ChunkedWriteHandler());
        pipeline.addLast(connection);
    }

    /** Tells a connection that bytes came, so that it can time a request from its first one. */
    private static final class Clock extends ChannelInboundHandlerAdapter {
        private final HttpConnection connection;

        Clock(HttpConnection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            connection.onBytes();
            context.fireChannelRead(message);
        }
    }

    /** Collects bodies; one that is too large is refused when its turn has come. */
    private static final class Aggregator extends HttpObjectAggregator {
        private final HttpConnection connection;

        Aggregator(HttpConnection connection, int maxBody) {
            super(maxBody);
            this.connection = connection;
        }

        @Override
        protected void handleOversizedMessage(
                ChannelHandlerContext context, HttpMessage oversized) {
            connection.refuse(413);
        }
    }
}
