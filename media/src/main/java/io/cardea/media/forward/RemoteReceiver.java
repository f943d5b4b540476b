package io.cardea.media.forward;

import io.cardea.media.LoopPort;
import io.cardea.media.LoopTimer;
import io.cardea.media.MediaLoop;
import io.cardea.media.TrackFormat;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A remote source on its loop: finds the stream of a packet by its SSRC, which is {@code 1000 + 10
 * * mindex + substream}, and asks the sender for keyframes.
 *
 * <p>On the graph every source's SSRCs are apart from every other's, and change when a sender
 * begins anew, so that whoever switches between streams can tell them apart.
 */
final class RemoteReceiver {
    /** Streams of a source: indexes are below. */
    static final int MAX_STREAMS = 256;

    /** At most one request per stream in this time. */
    static final long KEYFRAME_NANOS = 1_000_000_000L;

    static final int FIRST_SSRC = 1_000;
    static final int SSRCS_PER_STREAM = 10;

    private static final int VERSION_2 = 0x80;
    private static final int BINARY = 1;
    private static final int RESTART_STEP = 1 << 16; // more than SSRCs of a source

    private final MediaLoop loop;
    private final AtomicReferenceArray<@Nullable RemoteStream> streams =
            new AtomicReferenceArray<>(MAX_STREAMS);
    private final @Nullable SrtpSession srtp;
    private final int ssrcOffset;
    private final SenderLock lock = new SenderLock();
    private final List<LoopPort> ports = new ArrayList<>();
    private final List<LoopPort> rtcpPorts = new ArrayList<>();
    private final List<RemoteTrack> wanting = new ArrayList<>();
    private final LoopTimer timer = new LoopTimer(this::askForKeyframes);
    private final RtpPacket view = new RtpPacket();
    private boolean closed;

    private long packets;
    private long messages;
    private long malformed;
    private long unknownStream;
    private long foreign;
    private long unauthenticated;
    private long duplicates;
    private long strange;
    private long keyframeRequests;

    RemoteReceiver(MediaLoop loop, @Nullable SrtpSession srtp, int ssrcOffset) {
        this.loop = loop;
        this.srtp = srtp;
        this.ssrcOffset = ssrcOffset;
    }

    void own(List<LoopPort> forMedia, List<LoopPort> forRtcp) {
        ports.addAll(forMedia);
        rtcpPorts.addAll(forRtcp);
    }

    // ---- Streams; any thread ----

    /** The track of that index, defined or given another format. */
    RemoteTrack track(int mindex, TrackFormat format) {
        RemoteTrack made = new RemoteTrack(loop, this, mindex, format);
        RemoteStream known = define(mindex, made);
        if (!(known instanceof RemoteTrack track)) {
            throw new IllegalArgumentException("stream " + mindex + " is data");
        }
        if (track.equals(made)) {
            loop.post(() -> {
                if (closed) made.end();
            });
        } else if (!track.format().equals(format)) {
            track.format(format);
        }
        return track;
    }

    void data(int mindex, DataListener listener) {
        RemoteStream.Data made = new RemoteStream.Data(listener);
        if (!define(mindex, made).equals(made)) {
            throw new IllegalArgumentException("stream " + mindex + " is defined");
        }
    }

    private RemoteStream define(int mindex, RemoteStream made) {
        if (mindex < 0 || mindex >= MAX_STREAMS) {
            throw new IllegalArgumentException("stream " + mindex);
        }
        RemoteStream known = streams.compareAndExchange(mindex, null, made);
        return known == null ? made : known;
    }

    // ---- Media ----

    void receive(Packet owned) {
        try {
            accept(owned);
        } finally {
            view.packet(null);
            owned.release();
        }
    }

    private void accept(Packet packet) {
        if (!RtpHeader.isRtp(packet)) {
            malformed++;
            return;
        }
        int place = RtpHeader.ssrc(packet) - FIRST_SSRC;
        int mindex = Integer.divideUnsigned(place, SSRCS_PER_STREAM);
        // Unsigned: what is below the first is far above the last.
        boolean inside = mindex >= 0 && mindex < MAX_STREAMS;
        RemoteStream stream = inside ? streams.get(mindex) : null;
        int layer = place - mindex * SSRCS_PER_STREAM;
        if (stream == null || layer >= layers(stream)) {
            unknownStream++;
        } else if (lock.isForeign(packet.remote(), loop.now())) {
            foreign++;
        } else {
            switch (stream) {
                case RemoteTrack track -> media(packet, track, layer);
                case RemoteStream.Data(DataListener listener) -> data(packet, listener);
            }
        }
    }

    private static int layers(RemoteStream stream) {
        return switch (stream) {
            case RemoteTrack track -> track.format().layers();
            case RemoteStream.Data _ -> 1;
        };
    }

    private void media(Packet packet, RemoteTrack track, int layer) {
        if (srtp != null && !unprotect(packet, srtp)) return;
        TrackFormat format = track.format();
        if (!RtpParser.parse(packet, format.extensions(), view)) {
            malformed++;
            return;
        }
        heard(packet.remote());
        switch (track.accept(layer, view.sequenceNumber)) {
            case DUPLICATE -> duplicates++;
            case STRANGE -> strange++;
            case PASS, RESTART -> pass(packet, track, layer, format);
        }
    }

    private boolean unprotect(Packet packet, SrtpSession session) {
        Drop drop = session.unprotect(packet);
        switch (drop) {
            case NONE -> {}
            case REPLAYED -> duplicates++;
            case TRUNCATED, MALFORMED -> malformed++;
            case TOO_OLD, UNAUTHENTICATED, TOO_MANY_STREAMS -> unauthenticated++;
        }
        return drop == Drop.NONE;
    }

    private void heard(TransportAddress remote) {
        if (!lock.heard(remote, loop.now())) return;
        for (int i = 0; i < MAX_STREAMS; i++) {
            if (streams.get(i) instanceof RemoteTrack track) track.restart();
        }
        askForKeyframes();
    }

    private void pass(Packet packet, RemoteTrack track, int layer, TrackFormat format) {
        packets++;
        view.mediaIndex = track.mindex();
        view.layer = layer;
        view.ssrc += ssrcOffset + RESTART_STEP * track.restarts(layer);
        // compat: the sender's payload types mean nothing here, the stream has one codec.
        view.payloadType = format.codec().payloadType();
        RtpHeader.ssrc(packet, view.ssrc);
        RtpHeader.payloadType(packet, view.payloadType);
        track.deliver(view);
    }

    private void data(Packet packet, DataListener listener) {
        int type = packet.u8(1);
        if (packet.u8(0) != VERSION_2 || type > BINARY) {
            malformed++;
            return;
        }
        // With SRTP, data proves nothing: it may come from whom media has proved to be the sender.
        if (srtp == null) {
            heard(packet.remote());
        } else if (!lock.isAlive(loop.now())) {
            foreign++;
            return;
        }
        messages++;
        byte[] message = Arrays.copyOfRange(packet.array(), RtpHeader.LENGTH, packet.length());
        listener.onMessage(type == BINARY, message);
    }

    // ---- Keyframes ----

    /** Whatever comes here says where RTCP can be sent to. */
    void receiveRtcp(Packet owned) {
        boolean believed = lock.heardRtcp(owned.remote(), loop.now());
        owned.release();
        if (believed) {
            askForKeyframes();
        } else {
            foreign++;
        }
    }

    void keyframeWanted(RemoteTrack track) {
        if (track.wanted || closed) return;
        track.wanted = true;
        wanting.add(track);
        askForKeyframes();
    }

    private void askForKeyframes() {
        TransportAddress to = lock.rtcp();
        if (to == null || wanting.isEmpty()) return;
        long next = Long.MAX_VALUE;
        for (int i = wanting.size() - 1; i >= 0; i--) {
            RemoteTrack track = wanting.get(i);
            long due = track.asked ? track.askedNanos + KEYFRAME_NANOS : loop.now();
            if (due > loop.now()) {
                next = Math.min(next, due);
                continue;
            }
            wanting.remove(i);
            track.wanted = false;
            track.asked = true;
            track.askedNanos = loop.now();
            sendPli(track, to);
        }
        loop.schedule(timer, next);
    }

    private void sendPli(RemoteTrack track, TransportAddress to) {
        for (LoopPort port : rtcpPorts) {
            if (port.local().isIpv6() != to.isIpv6()) continue;
            Packet pli = loop.pool().take();
            RtcpWriter.pli(pli, ssrcOffset, FIRST_SSRC + SSRCS_PER_STREAM * track.mindex());
            port.send(pli, to);
            keyframeRequests++;
            return;
        }
    }

    // ---- The rest ----

    RemoteCounters counters() {
        return new RemoteCounters(
                packets,
                messages,
                malformed,
                unknownStream,
                foreign,
                unauthenticated,
                duplicates,
                strange,
                keyframeRequests);
    }

    /** Whether it was open: ends the tracks and closes the ports. */
    boolean close() {
        if (closed) return false;
        closed = true;
        loop.schedule(timer, Long.MAX_VALUE);
        wanting.clear();
        ports.forEach(LoopPort::close);
        rtcpPorts.forEach(LoopPort::close);
        for (int i = 0; i < MAX_STREAMS; i++) {
            if (streams.get(i) instanceof RemoteTrack track) track.end();
        }
        if (srtp != null) srtp.close();
        return true;
    }
}
