package io.cardea.media.record.movie;

import io.cardea.media.record.frames.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of one track that are gathered for the next fragment. The last one stays for the
 * fragment after it, unless it is known how long it lasts.
 */
final class Samples {
    private static final int KEY = 0x0200_0000; // depends on no other
    private static final int PREDICTED = 0x0101_0000; // depends on others, no sync sample

    private record Sample(Frame frame, long millis) {}

    private final int track;
    private final int ticksPerMilli;
    private final List<Sample> gathered = new ArrayList<>();
    private int bytes;

    Samples(int track, int scale) {
        this.track = track;
        this.ticksPerMilli = scale / 1_000;
    }

    void add(Frame frame, long millis) {
        gathered.add(new Sample(frame, millis));
        bytes += frame.bytes().length;
    }

    int bytes() {
        return bytes;
    }

    int count() {
        return gathered.size();
    }

    /** When the first one begins; only if there is one. */
    long startMillis() {
        return gathered.getFirst().millis();
    }

    /** When the last one begins; only if there is one. */
    long lastMillis() {
        return gathered.getLast().millis();
    }

    boolean startsWithKeyframe() {
        return !gathered.isEmpty() && gathered.getFirst().frame().keyframe();
    }

    /**
     * Adds the track fragment of the first samples to a {@code moof}.
     *
     * @param endMillis when the last of them ends
     * @param dataOffset of their bytes from the start of the {@code moof}
     * @return when the last one ends
     */
    long writeFragment(Boxes moof, int count, long endMillis, int dataOffset) {
        Boxes run = new Boxes().u32(count).u32(dataOffset);
        long end = endMillis;
        for (int i = 0; i < count; i++) {
            Sample sample = gathered.get(i);
            long next = i + 1 < gathered.size() ? gathered.get(i + 1).millis() : endMillis;
            end = next;
            run.u32((next - sample.millis()) * ticksPerMilli);
            run.u32(sample.frame().bytes().length);
            run.u32(sample.frame().keyframe() ? KEY : PREDICTED);
        }
        Boxes decodeTime = new Boxes().u64(startMillis() * ticksPerMilli);
        Boxes fragment =
                new Boxes()
                        .full("tfhd", 0, 0x02_0000, new Boxes().u32(track))
                        .full("tfdt", 1, 0, decodeTime)
                        .full("trun", 0, 0x701, run);
        moof.box("traf", fragment);
        return end;
    }

    /** Length of that {@code traf}. */
    static int fragmentLength(int count) {
        return count == 0 ? 0 : 8 + 16 + 20 + 20 + 12 * count;
    }

    int dataLength(int count) {
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += gathered.get(i).frame().bytes().length;
        }
        return length;
    }

    /** Moves the bytes of the first samples out. */
    void take(int count, ByteArrayOutputStream to) {
        for (Sample sample : gathered.subList(0, count)) {
            to.writeBytes(sample.frame().bytes());
            bytes -= sample.frame().bytes().length;
        }
        gathered.subList(0, count).clear();
    }
}
