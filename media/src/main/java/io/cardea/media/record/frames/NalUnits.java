package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The NAL units of one frame, each behind its length in four bytes (ISO/IEC 14496-15), and the
 * fragment of one that is being put together.
 */
final class NalUnits {
    /** Told of each whole one. */
    interface Listener {
        void unit(byte[] nal);
    }

    private final Listener listener;
    private final ByteArrayOutputStream units = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream fragments;

    NalUnits(Listener listener) {
        this.listener = listener;
    }

    void clear() {
        units.reset();
        fragments = null;
    }

    boolean isWhole() {
        return fragments == null;
    }

    byte[] bytes() {
        return units.toByteArray();
    }

    /** A whole one; refused within a fragmented one. */
    boolean unit(Packet lent, int offset, int length) {
        if (fragments != null || length == 0) return false;
        listener.unit(Arrays.copyOfRange(lent.array(), offset, offset + length));
        return true;
    }

    /** All of an aggregate: each behind its length in two bytes. */
    boolean aggregate(Packet lent, int offset, int end, int minimum) {
        int at = offset;
        while (at < end) {
            if (at + 2 > end) return false;
            int size = lent.u16(at);
            at += 2;
            if (size < minimum || at + size > end || !unit(lent, at, size)) return false;
            at += size;
        }
        return true;
    }

    /** Begins a fragmented one with its header. */
    boolean begin(byte... header) {
        if (fragments != null) return false;
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        begun.writeBytes(header);
        fragments = begun;
        return true;
    }

    /** The next fragment; the last one makes it whole. */
    boolean fragment(Packet lent, int offset, int length, boolean last) {
        ByteArrayOutputStream begun = fragments;
        if (begun == null) return false;
        begun.write(lent.array(), offset, length);
        if (!last) return true;
        fragments = null;
        listener.unit(begun.toByteArray());
        return true;
    }

    /** Adds one to the frame. */
    void append(byte[] nal) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            units.write(nal.length >> shift);
        }
        units.writeBytes(nal);
    }
}
