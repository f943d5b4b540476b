package io.cardea.media.record.frames;

import io.cardea.rtc.rtp.CodecId;
import java.util.function.Consumer;

/**
 * Makes frames of packets in order: of video only what can be decoded.
 *
 * <p>Packets with the same timestamp, up to the one with the marker, are a frame. One with a packet
 * missing is dropped, and then all video until the next keyframe, which is asked for; so a
 * recording of video also begins with one. One owner at a time.
 */
public final class FrameAssembler implements ReorderBuffer.Output {
    /** Bytes of a frame; a larger one is dropped. */
    public static final int MAX_FRAME_BYTES = 8 << 20;

    private final Depacketizer depacketizer;
    private final boolean video;
    private final Consumer<Frame> frames;

    private boolean open;
    private boolean spoilt;
    private boolean gap;
    private int timestamp;
    private long arrivalNanos;
    private int bytes;

    private boolean waiting;
    private long dropped;

    /**
     * @throws IllegalArgumentException for a codec that is not {@link #isKnown}
     */
    public FrameAssembler(CodecId codec, Consumer<Frame> frames) {
        this.depacketizer = depacketizer(codec);
        this.video = codec.isVideo();
        this.waiting = video;
        this.frames = frames;
    }

    /** Whether frames can be made of that codec's packets. */
    public static boolean isKnown(CodecId codec) {
        return switch (codec) {
            case OPUS, VP8, VP9, H264, H265, AV1 -> true;
            case MULTIOPUS,
                    PCMU,
                    PCMA,
                    G722,
                    L16,
                    L16_48,
                    ISAC16,
                    ISAC32,
                    RED,
                    TELEPHONE_EVENT,
                    OTHER ->
                    false;
        };
    }

    private static Depacketizer depacketizer(CodecId codec) {
        return switch (codec) {
            case OPUS -> new OpusDepacketizer();
            case VP8 -> new Vp8Depacketizer();
            case VP9 -> new Vp9Depacketizer();
            case H264 -> new H264Depacketizer();
            case H265 -> new H265Depacketizer();
            case AV1 -> new Av1Depacketizer();
            default -> throw new IllegalArgumentException("no frames of " + codec.word());
        };
    }

    /** Frames that were dropped: incomplete, or not to be decoded without those. */
    public long dropped() {
        return dropped;
    }

    /** Whether nothing can be recorded until a keyframe comes. */
    public boolean isWaiting() {
        return waiting;
    }

    @Override
    public void packet(Payload lent) {
        if (lent.length() == 0) return; // padding only, as in bandwidth probes
        if (open && lent.timestamp() != timestamp) finish();
        if (!open) open(lent);
        gap = false;
        add(lent);
        if (lent.marker() || !video) finish();
    }

    private void open(Payload lent) {
        open = true;
        timestamp = lent.timestamp();
        arrivalNanos = lent.arrivalNanos();
        bytes = 0;
        spoilt = gap && !depacketizer.begins(lent.packet(), lent.offset(), lent.length());
        depacketizer.begin();
    }

    private void add(Payload lent) {
        bytes += lent.length();
        if (spoilt) return;
        spoilt =
                bytes > MAX_FRAME_BYTES
                        || !depacketizer.add(lent.packet(), lent.offset(), lent.length());
    }

    private void finish() {
        open = false;
        if (spoilt || !depacketizer.isWhole()) {
            drop();
            return;
        }
        depacketizer.finish().ifPresent(this::emit);
    }

    private void emit(Depacketizer.Picture picture) {
        if (waiting && !picture.keyframe()) {
            drop();
            return;
        }
        waiting = false;
        frames.accept(
                new Frame(
                        picture.bytes(),
                        timestamp,
                        arrivalNanos,
                        picture.keyframe(),
                        picture.format()));
    }

    private void drop() {
        dropped++;
        waiting = video;
    }

    @Override
    public void lost() {
        gap = true;
        if (open) spoilt = true;
        // Even a frame lost whole is missed by those that follow.
        waiting = video;
    }

    /** Something was left out on purpose: video goes on with a keyframe. */
    public void restart() {
        if (open) finish();
        waiting = video;
    }
}
