package io.cardea.testkit;

import io.cardea.rtc.packet.Seq16;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.Vp8Descriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a decoder could make of {@link LayeredVideo} as it arrives: which pictures are complete and
 * predicted from what has been decoded, how long the longest freeze was, and whether the numbers
 * that a receiver goes by are continuous.
 */
public final class PictureWatch {
    private static final int HISTORY = 600;

    /** A picture that could be shown. */
    public record Shown(long nanos, int layer, int temporal) {}

    private record Frame(int layer, int picture) {}

    private static final class Arriving {
        final MadeFrame made;
        final Set<Integer> packets = new HashSet<>();
        boolean marker;

        Arriving(MadeFrame made) {
            this.made = made;
        }

        boolean isComplete() {
            return packets.size() == made.packets();
        }
    }

    private final boolean svc;
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final Map<Frame, Arriving> arriving = new HashMap<>();
    private final Set<Frame> decoded = new HashSet<>();
    private final List<Shown> shown = new ArrayList<>();
    private final TreeMap<Integer, Integer> pictureIds = new TreeMap<>();
    private final Map<Integer, Integer> markers = new HashMap<>(); // layer by picture
    private final Map<Integer, Integer> highest = new HashMap<>();
    private final Set<Integer> sequences = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private long firstNanos;
    private int unwrapped;
    private int lowestSequence = Integer.MAX_VALUE;
    private int highestSequence = Integer.MIN_VALUE;
    private long bytes;

    PictureWatch(boolean svc) {
        this.svc = svc;
    }

    void onRtp(RtpPacket lent, long nowNanos) {
        bytes += lent.packet().length();
        int sequence = note(lent.sequenceNumber, nowNanos);
        if (lent.payloadLength < MadeFrame.END) return; // padding
        MadeFrame made = MadeFrame.read(lent);
        Frame frame = new Frame(made.layer(), made.picture());
        Arriving a = arriving.computeIfAbsent(frame, f -> new Arriving(made));
        a.packets.add(made.packet());
        a.marker |= lent.marker;
        if (!svc && vp8.parse(lent.packet(), lent.payloadOffset, lent.payloadLength)) {
            pictureIds.putIfAbsent(sequence, vp8.pictureId);
        }
        highest.merge(made.picture(), made.layer(), Math::max);
        if (lent.marker) markers.merge(made.picture(), made.layer(), Math::max);
        arriving.keySet().removeIf(old -> old.picture < made.picture() - HISTORY);
        while (decodeAny(nowNanos)) {}
    }

    private int note(int sequenceNumber, long nowNanos) {
        if (sequences.isEmpty()) {
            firstNanos = nowNanos;
            unwrapped = sequenceNumber;
        }
        int sequence = unwrapped + Seq16.distance(sequenceNumber, unwrapped & 0xFFFF);
        unwrapped = Math.max(unwrapped, sequence);
        if (!sequences.add(sequence)) faults.add("packet " + sequence + " twice");
        lowestSequence = Math.min(lowestSequence, sequence);
        highestSequence = Math.max(highestSequence, sequence);
        return sequence;
    }

    private boolean decodeAny(long nowNanos) {
        for (Map.Entry<Frame, Arriving> entry : arriving.entrySet()) {
            Frame frame = entry.getKey();
            Arriving a = entry.getValue();
            if (!a.isComplete() || !hasWhatItNeeds(frame, a.made)) continue;
            arriving.remove(frame);
            decoded.add(frame);
            if (!svc || a.marker) {
                shown.add(new Shown(nowNanos, frame.layer, a.made.temporal()));
            }
            return true;
        }
        return false;
    }

    private boolean hasWhatItNeeds(Frame frame, MadeFrame made) {
        boolean earlier =
                made.needs() < 0 || decoded.contains(new Frame(frame.layer, made.needs()));
        boolean below =
                !made.needsBelow() || decoded.contains(new Frame(frame.layer - 1, frame.picture));
        return earlier && below;
    }

    /** Complete frames for which something is missing that never comes. */
    public long undecodable() {
        return arriving.values().stream().filter(Arriving::isComplete).count();
    }

    /** Pictures that could be shown, in order of time. */
    public List<Shown> shown() {
        return shown;
    }

    /** When the last one could be shown; the first packet before that. */
    public long lastShownNanos() {
        return shown.isEmpty() ? firstNanos : shown.getLast().nanos();
    }

    public boolean hasBegun() {
        return !sequences.isEmpty();
    }

    /** The layer shown last, -1 before. */
    public int layer() {
        return shown.isEmpty() ? -1 : shown.getLast().layer();
    }

    /** The longest time between two pictures from one moment to another, in milliseconds. */
    public long longestFreezeMillis(long fromNanos, long toNanos) {
        long longest = 0;
        long last = fromNanos;
        for (Shown one : shown) {
            if (one.nanos() < fromNanos || one.nanos() > toNanos) continue;
            longest = Math.max(longest, one.nanos() - last);
            last = one.nanos();
        }
        return Math.max(longest, toNanos - last) / 1_000_000;
    }

    /** The lowest and the highest layer shown from one moment to another. */
    public int[] layersBetween(long fromNanos, long toNanos) {
        int[] range = {Integer.MAX_VALUE, -1};
        for (Shown one : shown) {
            if (one.nanos() < fromNanos || one.nanos() > toNanos) continue;
            range[0] = Math.min(range[0], one.layer());
            range[1] = Math.max(range[1], one.layer());
        }
        return range;
    }

    /** How often the layer changed from one moment to another. */
    public int switchesBetween(long fromNanos, long toNanos) {
        int switches = 0;
        int layer = -1;
        for (Shown one : shown) {
            if (one.nanos() < fromNanos || one.nanos() > toNanos) continue;
            if (layer >= 0 && one.layer() != layer) switches++;
            layer = one.layer();
        }
        return switches;
    }

    /** Sequence numbers that never came, between the first and the last that did. */
    public int missing() {
        if (sequences.isEmpty()) return 0;
        return highestSequence - lowestSequence + 1 - sequences.size();
    }

    /** Steps of the VP8 picture id that are neither none nor one, where no packet is missing. */
    public int pictureIdGaps() {
        int gaps = 0;
        int lastSequence = -1;
        int last = -1;
        for (Map.Entry<Integer, Integer> entry : pictureIds.entrySet()) {
            int step = entry.getValue() - last & 0x7FFF;
            boolean adjacent = entry.getKey() == lastSequence + 1;
            if (last >= 0 && adjacent && step > 1) gaps++;
            lastSequence = entry.getKey();
            last = entry.getValue();
        }
        return gaps;
    }

    /** Pictures whose marker is not on the highest layer that came of them. */
    public long misplacedMarkers() {
        return markers.entrySet().stream()
                .filter(marker -> !marker.getValue().equals(highest.get(marker.getKey())))
                .count();
    }

    /** What no receiver should ever see. */
    public List<String> faults() {
        return faults;
    }

    /** Of all packets of the stream so far. */
    public long bytes() {
        return bytes;
    }
}
