package io.cardea.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * One connection: takes requests from the event loop and serves them one after another on a virtual
 * thread, so that answers leave in the order of the requests however they were sent.
 *
 * <p>Reading goes on meanwhile, or a client that leaves during a long poll would go unnoticed and
 * take an event with it. What is read ahead is bounded: past {@link Limits#MAX_PIPELINED} requests
 * the socket is left alone until some are served.
 */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest>
        implements Connection {
    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
    private static final int CHECKS_PER_LIMIT = 4;

    /** A request that the codec gave up on, and the status that says why. */
    record Refusal(int status) {}

    private final Function<HttpCall, HttpClient> clients;
    private final Server server;
    private final Limits limits;
    private final Counters counters;
    private final Queue<Object> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Channel channel;

    // The event loop's.
    private boolean receiving;
    private long receivingSinceNanos;

    private volatile long idleSinceNanos = System.nanoTime();
    private volatile Runnable onClose = () -> {};

    /** Serves a request; what {@link Api} does, plus telling event handlers. */
    interface Server {
        Answer serve(HttpCall call, HttpClient client, Connection connection)
                throws InterruptedException;
    }

    HttpConnection(
            Channel channel,
            Function<HttpCall, HttpClient> clients,
            Server server,
            Limits limits,
            Counters counters) {
        this.channel = channel;
        this.clients = clients;
        this.server = server;
        this.limits = limits;
        this.counters = counters;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Duration shortest =
                limits.request().compareTo(limits.idle()) < 0 ? limits.request() : limits.idle();
        long periodNanos = shortest.toNanos() / CHECKS_PER_LIMIT;
        Future<?> checks =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                this::checkPatience,
                                periodNanos,
                                periodNanos,
                                TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> checks.cancel(false));
    }

    private void checkPatience() {
        long now = System.nanoTime();
        boolean stalled = receiving && now - receivingSinceNanos > limits.request().toNanos();
        boolean idle =
                !receiving && pending.get() == 0 && now - idleSinceNanos > limits.idle().toNanos();
        if (!stalled && !idle) return;
        if (stalled) counters.tooSlowToAsk.incrementAndGet();
        channel.close();
    }

    /** Some bytes came in, on the event loop, before they are looked at. */
    void onBytes() {
        if (receiving) return;
        receiving = true;
        receivingSinceNanos = System.nanoTime();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest lent) {
        if (lent.decoderResult().isFailure()) {
            refuse(400);
        } else {
            enqueue(HttpCall.copyOf(lent));
        }
    }

    /** A request is refused in its turn, and the connection ends with it. */
    void refuse(int status) {
        counters.tooLarge.incrementAndGet();
        enqueue(new Refusal(status));
    }

    private void enqueue(Object call) {
        receiving = false;
        calls.add(call);
        int waiting = pending.incrementAndGet();
        if (waiting == Limits.MAX_PIPELINED) channel.config().setAutoRead(false);
        if (waiting == 1) Thread.startVirtualThread(this::serveAll);
    }

    private void serveAll() {
        int left;
        do {
            switch (calls.remove()) {
                case HttpCall call when channel.isActive() -> serve(call);
                case Refusal refusal when channel.isActive() -> {
                    write(new Exchange("", false), Answer.empty(refusal.status()));
                }
                default -> {
                    // The connection is gone, so is the interest in what is left.
                }
            }
            idleSinceNanos = System.nanoTime();
            left = pending.decrementAndGet();
            if (left == Limits.MAX_PIPELINED - 1) channel.config().setAutoRead(true);
        } while (left > 0);
    }

    /** What of a request matters for writing its answer. */
    private record Exchange(String method, boolean keepsConnection) {}

    private void serve(HttpCall call) {
        Answer answer;
        counters.serving.incrementAndGet();
        try {
            answer = server.serve(call, clients.apply(call), this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = new Answer.Abort();
        } catch (RuntimeException e) {
            counters.faults.incrementAndGet();
            LOG.log(System.Logger.Level.ERROR, "http request failed method=" + call.method(), e);
            answer = new Answer.Abort();
        } finally {
            counters.serving.decrementAndGet();
            onClose = () -> {};
        }
        write(new Exchange(call.method(), call.keepsConnection()), answer);
    }

    private void write(Exchange exchange, Answer answer) {
        switch (answer) {
            case Answer.Content content -> finish(exchange, send(exchange, content));
            case Answer.File file -> finish(exchange, send(exchange, file));
            case Answer.Abort() -> channel.close();
        }
    }

    private ChannelFuture send(Exchange exchange, Answer.Content content) {
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(content.status()),
                        Unpooled.wrappedBuffer(content.body()));
        if (content.status() != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.body().length);
        }
        decorate(exchange, response, content.headers());
        return channel.writeAndFlush(response);
    }

    private ChannelFuture send(Exchange exchange, Answer.File file) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, file.length());
        decorate(exchange, response, file.headers());
        channel.write(response);
        try {
            if (exchange.method().equals("HEAD")) {
                file.file().close();
                return channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            return channel.writeAndFlush(new HttpChunkedInput(new ChunkedNioFile(file.file())));
        } catch (IOException e) {
            return channel.newFailedFuture(e);
        }
    }

    private static void decorate(Exchange exchange, HttpResponse response, HttpHeaders more) {
        response.headers().set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
        response.headers().add(more);
        if (!exchange.keepsConnection()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void finish(Exchange exchange, ChannelFuture written) {
        boolean taken = written.awaitUninterruptibly(limits.write().toMillis());
        if (!taken) counters.tooSlowToRead.incrementAndGet();
        if (!taken || !written.isSuccess() || !exchange.keepsConnection()) channel.close();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void whenClosed(Runnable action) {
        onClose = action;
        if (!channel.isActive()) action.run();
    }

    @Override
    public Runnable closeAfter(Duration limit) {
        Future<?> close =
                channel.eventLoop()
                        .schedule(
                                () -> {
                                    counters.unanswered.incrementAndGet();
                                    channel.close();
                                },
                                limit.toNanos(),
                                TimeUnit.NANOSECONDS);
        return () -> close.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        onClose.run();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        counters.broken.incrementAndGet();
        LOG.log(System.Logger.Level.DEBUG, () -> "http connection broke cause=" + cause);
        context.close();
    }
}
