package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;

/**
 * Packs audio frames into RED payloads, each with the frames before it as redundancy.
 *
 * <p>One per stream, belongs to its loop; keeps copies of the last frames. A frame that RED cannot
 * express as redundancy (1024 bytes or more, or more than 16383 ticks old) is left out. See RFC
 * 2198, 3.
 */
public final class RedEncoder {
    /** Frames of redundancy at most. */
    public static final int MAX_REDUNDANCY = 8;

    private static final int MAX_BLOCK_LENGTH = 0x3FF;
    private static final int MAX_TIMESTAMP_OFFSET = 0x3FFF;

    private final int redundancy;
    private final byte[][] frames;
    private final int[] lengths;
    private final int[] timestamps;
    private int newest;
    private int held;

    /** Repeats the last {@code redundancy} frames in every payload. */
    public RedEncoder(int redundancy) {
        if (redundancy < 0 || redundancy > MAX_REDUNDANCY) {
            throw new IllegalArgumentException("redundancy " + redundancy);
        }
        this.redundancy = redundancy;
        frames = new byte[redundancy][MAX_BLOCK_LENGTH];
        lengths = new int[redundancy];
        timestamps = new int[redundancy];
    }

    /**
     * Appends the RED payload of a frame to {@code into}, and remembers the frame. Redundancy that
     * would make the packet longer than {@link RtpWriter#MAX_LENGTH} is left out, oldest first.
     *
     * @param payloadType of the frame's own codec
     * @return false, and nothing appended, when not even the frame alone fits
     */
    public boolean append(
            Packet into, int payloadType, int timestamp, byte[] frame, int offset, int length) {
        int room = RtpWriter.MAX_LENGTH - into.length() - 1 - length;
        if (room < 0) return false;
        int blocks = usable(timestamp, room);
        for (int age = blocks; age >= 1; age--) {
            int slot = slot(age);
            into.append8(0x80 | payloadType);
            int fields = (timestamp - timestamps[slot]) << 10 | lengths[slot];
            into.append8(fields >> 16);
            into.append16(fields);
        }
        into.append8(payloadType & 0x7F);
        for (int age = blocks; age >= 1; age--) {
            into.append(frames[slot(age)], 0, lengths[slot(age)]);
        }
        into.append(frame, offset, length);
        remember(timestamp, frame, offset, length);
        return true;
    }

    /** Forgets the frames held: the stream starts again. */
    public void reset() {
        held = 0;
    }

    /** How many of the latest frames can be repeated, without a hole between them. */
    private int usable(int timestamp, int room) {
        int used = 0;
        for (int age = 1; age <= held; age++) {
            int offset = timestamp - timestamps[slot(age)];
            used += 4 + lengths[slot(age)];
            if (offset <= 0 || offset > MAX_TIMESTAMP_OFFSET || used > room) return age - 1;
        }
        return held;
    }

    /** The slot of the frame {@code age} frames ago; 1 is the newest held. */
    private int slot(int age) {
        return Math.floorMod(newest - age + 1, redundancy);
    }

    private void remember(int timestamp, byte[] frame, int offset, int length) {
        if (redundancy == 0) return;
        if (length > MAX_BLOCK_LENGTH) {
            held = 0;
            return;
        }
        newest = (newest + 1) % redundancy;
        System.arraycopy(frame, offset, frames[newest], 0, length);
        lengths[newest] = length;
        timestamps[newest] = timestamp;
        held = Math.min(held + 1, redundancy);
    }
}
