package io.cardea.media.record.frames;

import io.cardea.rtc.packet.Packet;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AV1: OBU elements become OBUs with sizes, a temporal unit without its delimiter, as Matroska
 * wants it (AV1 RTP specification, 4.3 to 4.5; AV1 specification, 5.3).
 */
final class Av1Depacketizer implements Depacketizer {
    private static final int SEQUENCE_HEADER = 1;
    private static final int TEMPORAL_DELIMITER = 2;
    private static final int TILE_LIST = 8;
    private static final int PADDING = 15;
    private static final int HAS_EXTENSION = 0x04;
    private static final int HAS_SIZE = 0x02;
    private static final int MAX_LEB128 = 5;

    private final ByteArrayOutputStream unit = new ByteArrayOutputStream();
    private @Nullable ByteArrayOutputStream fragments;
    private byte[] sequenceHeader = {};
    private boolean hasSequenceHeader;

    // Of readLeb128.
    private int value;
    private int after;

    @Override
    public void begin() {
        unit.reset();
        fragments = null;
        hasSequenceHeader = false;
    }

    /** Only the start of a coded video sequence is known to be one: N is set, Z is not. */
    @Override
    public boolean begins(Packet lent, int offset, int length) {
        return length > 0 && (lent.u8(offset) & 0x88) == 0x08;
    }

    @Override
    public boolean add(Packet lent, int offset, int length) {
        if (length < 2) return false;
        int header = lent.u8(offset);
        boolean continues = (header & 0x80) != 0;
        boolean continued = (header & 0x40) != 0;
        int count = header >> 4 & 3;
        int end = offset + length;
        int at = offset + 1;
        if (continues != (fragments != null)) return false;
        for (int i = 0; at < end; i++) {
            int size = end - at;
            if (count == 0 || i < count - 1) {
                if (!readLeb128(lent.array(), at, end)) return false;
                at = after;
                size = value;
                if (size > end - at) return false;
            }
            boolean last = at + size == end;
            if (!element(lent, at, size, last && continued)) return false;
            at += size;
        }
        return true;
    }

    private boolean element(Packet lent, int at, int size, boolean continued) {
        ByteArrayOutputStream whole = fragments;
        if (whole == null) whole = new ByteArrayOutputStream();
        whole.write(lent.array(), at, size);
        fragments = continued ? whole : null;
        return continued || whole.size() == 0 || obu(whole.toByteArray());
    }

    private boolean obu(byte[] obu) {
        int header = obu[0];
        int type = header >> 3 & 15;
        int payload = (header & HAS_EXTENSION) != 0 ? 2 : 1;
        if (header < 0 || payload > obu.length) return false;
        int size = obu.length - payload;
        int from = payload;
        if ((header & HAS_SIZE) != 0) {
            if (!readLeb128(obu, payload, obu.length)) return false;
            from = after;
            size = value;
            if (size > obu.length - from) return false;
        }
        if (type == TEMPORAL_DELIMITER || type == TILE_LIST || type == PADDING) return true;
        ByteArrayOutputStream sized = new ByteArrayOutputStream();
        sized.write(header | HAS_SIZE);
        if (payload == 2) sized.write(obu[1]);
        writeLeb128(sized, size);
        sized.write(obu, from, size);
        if (type == SEQUENCE_HEADER && size > 0) {
            hasSequenceHeader = true;
            sequenceHeader = sized.toByteArray();
        }
        unit.writeBytes(sized.toByteArray());
        return true;
    }

    private boolean readLeb128(byte[] bytes, int from, int end) {
        long read = 0;
        for (int i = 0; i < MAX_LEB128 && from + i < end; i++) {
            read |= (long) (bytes[from + i] & 0x7F) << (7 * i);
            if ((bytes[from + i] & 0x80) == 0) {
                value = (int) read;
                after = from + i + 1;
                return read <= Integer.MAX_VALUE;
            }
        }
        return false;
    }

    private static void writeLeb128(ByteArrayOutputStream to, int number) {
        int rest = number;
        while (rest > 0x7F) {
            to.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        to.write(rest);
    }

    @Override
    public boolean isWhole() {
        return fragments == null;
    }

    @Override
    public Optional<Picture> finish() {
        if (unit.size() == 0) return Optional.empty();
        Optional<VideoFormat> format =
                hasSequenceHeader ? Av1SequenceHeader.format(sequenceHeader) : Optional.empty();
        return Optional.of(new Picture(unit.toByteArray(), format.isPresent(), format));
    }
}
