package io.cardea.media.forward;

import io.cardea.media.MediaLoop;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackHandle;
import java.util.concurrent.CompletableFuture;

/**
 * The media of a publisher on another server, received on a port of its own. Any thread; takes
 * effect on its loop soon after.
 *
 * <p>The SSRC of a packet names its stream: {@code 1000 + 10 * mindex + substream}. Streams have
 * indexes below {@value RemoteReceiver#MAX_STREAMS}; {@link #close} ends the tracks and frees the
 * ports. With SRTP a sender that begins anew under the same key is not heard, since a replay would
 * look the same: open another source with another key.
 */
public final class RemoteSource implements AutoCloseable {
    private final MediaLoop loop;
    private final RemoteReceiver receiver;
    private final int port;
    private final int rtcpPort;
    private final Runnable closed;

    /**
     * @param closed called once, on the loop
     */
    RemoteSource(MediaLoop loop, RemoteReceiver receiver, int port, int rtcpPort, Runnable closed) {
        this.loop = loop;
        this.receiver = receiver;
        this.port = port;
        this.rtcpPort = rtcpPort;
        this.closed = closed;
    }

    /** Where media is awaited. */
    public int port() {
        return port;
    }

    /** Where the sender's RTCP is awaited, and from where keyframes are asked for. */
    public int rtcpPort() {
        return rtcpPort;
    }

    /**
     * The audio or video stream of that index: the first call defines it, a further one may give it
     * another format.
     *
     * @param format whatever payload types come, its codec's is what its packets get
     * @throws IllegalArgumentException if there can be no such stream, or it is data
     */
    public TrackHandle track(int mindex, TrackFormat format) {
        return new TrackHandle(loop, receiver.track(mindex, format));
    }

    /**
     * Makes that index a stream of data messages.
     *
     * @param listener called on the loop
     * @throws IllegalArgumentException if there can be no such stream, or it is defined already
     */
    public void data(int mindex, DataListener listener) {
        receiver.data(mindex, listener);
    }

    /** Asks the loop. */
    public CompletableFuture<RemoteCounters> counters() {
        CompletableFuture<RemoteCounters> answer = new CompletableFuture<>();
        loop.post(() -> answer.complete(receiver.counters()));
        return answer;
    }

    /** Twice is allowed. */
    @Override
    public void close() {
        loop.post(() -> {
            if (receiver.close()) closed.run();
        });
    }
}
