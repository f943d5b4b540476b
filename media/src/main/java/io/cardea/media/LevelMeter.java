package io.cardea.media;

import io.cardea.rtc.rtp.RtpPacket;
import java.util.function.DoubleConsumer;

/**
 * Averages the audio levels that a track's packets tell (RFC 6464). Packets without the extension
 * do not count.
 *
 * <p>A raw sink; belongs to its track's loop.
 */
public final class LevelMeter implements TrackSink {
    private final int packets;
    private final DoubleConsumer listener;
    private int counted;
    private int sum;

    /**
     * @param packets how many make an average, at least 1
     * @param listener called on the loop after that many packets, with the average in -dBov; only
     *     enqueues
     */
    public LevelMeter(int packets, DoubleConsumer listener) {
        if (packets < 1) throw new IllegalArgumentException("packets " + packets);
        this.packets = packets;
        this.listener = listener;
    }

    @Override
    public void onPacket(RtpPacket lent) {
        if (lent.audioLevel == RtpPacket.ABSENT) return;
        sum += lent.audioLevel;
        if (++counted < packets) return;
        double average = (double) sum / counted;
        counted = 0;
        sum = 0;
        listener.accept(average);
    }

    @Override
    public void onEnd() {}
}
