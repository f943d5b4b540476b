package io.cardea.media.forward;

import io.cardea.media.LoopPort;
import io.cardea.media.LoopTimer;
import io.cardea.media.MediaLoop;
import io.cardea.media.SinkHandle;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.KeyframeRequests;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp8Descriptor;
import io.cardea.rtc.srtp.SrtpSession;
import org.jspecify.annotations.Nullable;

/**
 * A forwarder on its loop: writes a copy of what it is lent as the receiver wants it, encrypts, and
 * sends.
 *
 * <p>Requests for keyframes by RTCP are merged here before they go to the track, which may live on
 * another loop.
 */
final class LoopForwarder {
    private static final int VERSION_2 = 0x80;
    private static final int BINARY = 1;
    private static final int TEXT = 0;

    private final MediaLoop loop;
    private final ForwarderSettings settings;
    private final SinkHandle sink;
    private final @Nullable SrtpSession srtp;
    private final KeyframeRequests keyframes = new KeyframeRequests();
    private final LoopTimer timer = new LoopTimer(this::passOn);

    private @Nullable LoopPort port;
    private @Nullable RtcpPort rtcp;
    private boolean closed;

    private long packets;
    private long bytes;
    private long unprotected;

    LoopForwarder(MediaLoop loop, ForwarderSettings settings, int randomSsrc) {
        this.loop = loop;
        this.settings = settings;
        this.srtp = settings.srtp().map(SrtpKeys::session).orElse(null);
        this.sink =
                switch (settings.layers()) {
                    case ForwardLayers.Only only -> SinkHandle.raw(loop, new LayerSink(this, only));
                    case ForwardLayers.Best _ ->
                            SinkHandle.of(loop, new BestOutput(this, randomSsrc));
                    case ForwardLayers.Each _ -> SinkHandle.raw(loop, new LayerSink(this));
                };
    }

    ForwarderSettings settings() {
        return settings;
    }

    /** Any thread. */
    SinkHandle sink() {
        return sink;
    }

    /** What it sends from from now on. */
    void begin(LoopPort shared, @Nullable RtcpPort forRtcp) {
        port = shared;
        rtcp = forRtcp;
    }

    int localRtcpPort() {
        return rtcp == null ? 0 : rtcp.local().port();
    }

    /** The SSRC to write. */
    int ssrc(int ofSource, int layer) {
        return settings.hasSsrc() ? (int) settings.ssrc() + layer : ofSource;
    }

    /** Whether feedback about that SSRC is about what this one sends. */
    boolean covers(int ssrc) {
        if (!settings.hasSsrc()) return false;
        int layers = settings.layers() instanceof ForwardLayers.Each ? 3 : 1;
        return Integer.compareUnsigned(ssrc - (int) settings.ssrc(), layers) < 0;
    }

    /** Sends a changed copy; false if it was refused. */
    boolean send(RtpPacket lent, RtpRewrite rewrite, int ssrc) {
        LoopPort to = port;
        if (closed || to == null) return false;
        Packet copy = loop.pool().take();
        copy.append(lent.packet().array(), 0, lent.packet().length());
        boolean own = settings.payloadType() >= 0;
        RtpHeader.payloadType(copy, own ? settings.payloadType() : rewrite.payloadType);
        RtpHeader.marker(copy, rewrite.marker);
        RtpHeader.sequenceNumber(copy, rewrite.sequenceNumber);
        RtpHeader.timestamp(copy, rewrite.timestamp);
        RtpHeader.ssrc(copy, ssrc);
        if (rewrite.pictureId >= 0 || rewrite.tl0PicIdx >= 0) {
            Vp8Descriptor.rewrite(
                    copy,
                    lent.payloadOffset,
                    lent.payloadLength,
                    rewrite.pictureId,
                    rewrite.tl0PicIdx);
        }
        if (srtp != null && !srtp.protect(copy)) {
            unprotected++;
            copy.release();
            return false;
        }
        send(to, copy);
        return true;
    }

    /** Sends a message that fits. */
    void sendData(boolean binary, byte[] message) {
        LoopPort to = port;
        if (closed || to == null) return;
        Packet packet = loop.pool().take();
        if (settings.dataInRtp()) {
            packet.append8(VERSION_2);
            packet.append8(binary ? BINARY : TEXT);
            packet.append16(0);
            packet.append32(0);
            packet.append32(ssrc(0, 0));
        }
        packet.append(message, 0, message.length);
        send(to, packet);
    }

    private void send(LoopPort to, Packet owned) {
        packets++;
        bytes += owned.length();
        to.send(owned, settings.target());
    }

    /** The receiver asks for a keyframe. */
    void keyframeWanted() {
        keyframes.request(loop.now());
        passOn();
    }

    private void passOn() {
        if (closed) return;
        if (keyframes.poll(loop.now())) sink.requestKeyframe();
        loop.schedule(timer, keyframes.nextDeadlineNanos());
    }

    ForwarderCounters counters(long droppedMessages) {
        return new ForwarderCounters(
                packets,
                bytes,
                unprotected,
                droppedMessages,
                rtcp == null ? 0 : rtcp.foreign(),
                rtcp == null ? 0 : rtcp.malformed(),
                keyframes.sent());
    }

    /** Nothing is sent any more; the ports are for whoever opened them to give back. */
    void close() {
        if (closed) return;
        closed = true;
        loop.schedule(timer, Long.MAX_VALUE);
        if (srtp != null) srtp.close();
    }

    boolean isClosed() {
        return closed;
    }
}
