package io.cardea.media.record;

import io.cardea.media.RtpOutput;
import io.cardea.media.TrackFormat;
import io.cardea.media.record.frames.Payload;
import io.cardea.media.record.movie.MovieTrack;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One track's way into a movie: the loop copies packets into a bounded queue, the recorder's thread
 * takes them out.
 */
final class MovieInput implements RtpOutput {
    /** Between two requests for a keyframe that is needed: longer than encoders ignore them. */
    static final long REQUEST_INTERVAL_NANOS = 500_000_000L;

    /** Without a keyframe for so long one is asked for, so that there is something to seek to. */
    static final long SEEK_INTERVAL_NANOS = 10_000_000_000L;

    private final CodecId codec;
    private final MovieTrack track;
    private final Runnable wakeWriter;
    private final PacketRing packets = new PacketRing();
    private final AtomicLong dropped = new AtomicLong();

    // The loop's.
    private @Nullable TrackFormat seenFormat;
    private boolean sameCodec;
    private int payloadType = -1;
    private int redPayloadType = -1;
    private boolean resumed;
    private long reportNtp;
    private int reportTimestamp;
    private long requestedNanos;
    private boolean requested;
    private long nowNanos;

    // From any thread, or the writer's.
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile boolean waitsForKeyframe;
    private volatile long keyframeNanos;

    MovieInput(CodecId codec, MovieTrack track, Runnable wakeWriter) {
        this.codec = codec;
        this.track = track;
        this.wakeWriter = wakeWriter;
        this.waitsForKeyframe = codec.isVideo();
    }

    long dropped() {
        return dropped.get();
    }

    void pause(boolean on) {
        paused = on;
    }

    void close() {
        closed = true;
    }

    // ---- The loop ----

    @Override
    @SuppressWarnings("ReferenceEquality") // a format is replaced whole, and this is every packet
    public int payloadType(TrackFormat source, int type) {
        if (source != seenFormat) {
            seenFormat = source;
            sameCodec = CodecId.of(source.codec().name()) == codec;
            payloadType = source.codec().payloadType();
            redPayloadType = source.redPayloadType();
        }
        return type;
    }

    @Override
    public boolean write(RtpPacket lent, RtpRewrite rewrite, long now) {
        nowNanos = now;
        if (paused) resumed = true;
        if (paused || closed) return false;
        boolean red = redPayloadType >= 0 && lent.payloadType == redPayloadType;
        boolean known = seenFormat == null || sameCodec;
        boolean ours = red || payloadType < 0 || lent.payloadType == payloadType;
        if (!known || !ours || packets.isFull()) {
            dropped.incrementAndGet();
            return false;
        }
        PacketRing.Slot slot = packets.fill(lent.packet());
        fill(slot, lent, rewrite, now);
        slot.red = red;
        packets.publish();
        wakeWriter.run();
        return true;
    }

    private void fill(PacketRing.Slot slot, RtpPacket lent, RtpRewrite rewrite, long now) {
        Packet copy = slot.packet;
        copy.put8(1, rewrite.marker ? 0x80 : 0);
        copy.put16(2, rewrite.sequenceNumber);
        copy.put32(4, rewrite.timestamp);
        slot.payloadOffset = lent.payloadOffset;
        slot.payloadLength = lent.payloadLength;
        slot.nowNanos = now;
        slot.resumed = resumed;
        slot.reportNtp = reportNtp;
        slot.reportTimestamp = reportTimestamp;
        resumed = false;
        reportNtp = 0;
    }

    @Override
    public void onResumed() {
        resumed = true;
    }

    /** Goes with the next packet, so that both are seen in order. */
    @Override
    public void onSenderReport(long ntpTimestamp, int rtpTimestamp) {
        reportNtp = ntpTimestamp;
        reportTimestamp = rtpTimestamp;
    }

    @Override
    public boolean takeKeyframeWanted() {
        if (!codec.isVideo() || paused || closed) return false;
        boolean old = !waitsForKeyframe && nowNanos - keyframeNanos >= SEEK_INTERVAL_NANOS;
        boolean needed = waitsForKeyframe || resumed;
        if (!needed && !old) return false;
        long interval = needed ? REQUEST_INTERVAL_NANOS : SEEK_INTERVAL_NANOS;
        if (requested && nowNanos - requestedNanos < interval) return false;
        requested = true;
        requestedNanos = nowNanos;
        return true;
    }

    // ---- The writing thread ----

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Gives the track all that waits. */
    void drain() {
        while (!packets.isEmpty()) {
            take(packets.first());
            packets.removeFirst();
            if (!codec.isVideo()) continue;
            waitsForKeyframe = track.isWaitingForKeyframe();
            keyframeNanos = track.keyframeNanos();
        }
    }

    private void take(PacketRing.Slot slot) {
        if (slot.resumed) track.resumed();
        if (slot.reportNtp != 0) track.senderReport(slot.reportNtp, slot.reportTimestamp);
        Packet packet = slot.packet;
        Payload payload =
                new Payload(
                        packet,
                        slot.payloadOffset,
                        slot.payloadLength,
                        packet.u16(2),
                        packet.i32(4),
                        packet.u8(1) != 0,
                        slot.nowNanos);
        if (slot.red) {
            track.redPacket(payload);
        } else {
            track.packet(payload);
        }
    }
}
