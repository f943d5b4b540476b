package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import io.cardea.media.record.frames.FrameAssembler;
import io.cardea.media.record.frames.Payload;
import io.cardea.media.record.frames.ReorderBuffer;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.RedBlocks;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a movie, from packets to frames that wait for their turn. One owner at a time, the
 * movie's.
 */
public final class MovieTrack {
    /** Frames that may wait for the other track; more are written as they come. */
    static final int MAX_WAITING = 2_000;

    /** Bytes that may wait for the other track. */
    static final int MAX_WAITING_BYTES = 16 << 20;

    private static final int AUDIO_CLOCK = 48_000;
    private static final int VIDEO_CLOCK = 90_000;

    /** A frame with its timestamp unwrapped. */
    private record Waiting(Frame frame, long timestamp) {}

    private final CodecId codec;
    private final FrameAssembler assembler;
    private final ReorderBuffer reorder;
    private final TrackClock clock;
    private final RedBlocks red = new RedBlocks();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long keyframeNanos;
    private long malformed;

    MovieTrack(CodecId codec, NtpAnchor anchor) {
        this.codec = codec;
        this.assembler = new FrameAssembler(codec, this::keep);
        this.reorder = new ReorderBuffer(assembler);
        this.clock = new TrackClock(codec.isVideo() ? VIDEO_CLOCK : AUDIO_CLOCK, anchor);
    }

    CodecId codec() {
        return codec;
    }

    /** One packet, lent. */
    public void packet(Payload lent) {
        clock.observe(lent.timestamp(), lent.arrivalNanos());
        reorder.put(lent);
    }

    /**
     * The same of a packet with redundancy, of which only the primary block is taken (RFC 2198).
     */
    public void redPacket(Payload lent) {
        Packet packet = lent.packet();
        if (!red.parse(packet, lent.offset(), lent.length())) {
            malformed++;
            return;
        }
        int primary = red.count() - 1;
        packet(
                new Payload(
                        packet,
                        red.offset(primary),
                        red.length(primary),
                        lent.sequenceNumber(),
                        lent.timestamp(),
                        lent.marker(),
                        lent.arrivalNanos()));
    }

    /** A sender report in the timestamps of these packets. */
    public void senderReport(long ntpTimestamp, int rtpTimestamp) {
        clock.report(ntpTimestamp, rtpTimestamp);
    }

    /** Something was left out before the next packet. */
    public void resumed() {
        reorder.flush();
        assembler.restart();
    }

    void expire(long nowNanos) {
        reorder.expire(nowNanos);
    }

    /** No more packets will come. */
    void flush() {
        reorder.flush();
    }

    private void keep(Frame frame) {
        waiting.add(new Waiting(frame, clock.observe(frame.timestamp(), frame.arrivalNanos())));
        waitingBytes += frame.bytes().length;
        if (frame.keyframe()) keyframeNanos = frame.arrivalNanos();
    }

    /** Whether nothing can be recorded until a keyframe comes. */
    public boolean isWaitingForKeyframe() {
        return assembler.isWaiting();
    }

    /** When the last keyframe arrived; 0 before. */
    public long keyframeNanos() {
        return keyframeNanos;
    }

    /** Frames that were dropped, and packets that could not be read. */
    public long dropped() {
        return assembler.dropped() + malformed;
    }

    boolean isSynchronised() {
        return clock.isReported();
    }

    boolean hasTooMuch() {
        return waiting.size() > MAX_WAITING || waitingBytes > MAX_WAITING_BYTES;
    }

    /** The next frame, if there is one. */
    @Nullable Frame first() {
        Waiting first = waiting.peek();
        return first == null ? null : first.frame();
    }

    /** When the next frame was taken; only if there is one. */
    long firstNanos() {
        return clock.nanos(waiting.getFirst().timestamp());
    }

    void removeFirst() {
        waitingBytes -= waiting.remove().frame().bytes().length;
    }
}
