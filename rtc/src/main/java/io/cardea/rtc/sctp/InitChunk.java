package io.cardea.rtc.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an INIT or INIT ACK says (RFC 9260, 3.3.2 and 3.3.3), as far as it concerns us.
 *
 * @param cookie the state cookie, empty if there was none
 * @param unrecognized parameters whose type asks to be reported back, whole
 * @param hasHostName whether there was a host name address, which has to be refused
 */
record InitChunk(
        int tag,
        long window,
        int outboundStreams,
        int inboundStreams,
        int initialTsn,
        boolean knowsForwardTsn,
        boolean knowsReconfig,
        byte[] cookie,
        List<byte[]> unrecognized,
        boolean hasHostName) {
    static final int FIXED_BYTES = 20;

    /** Parameters reported back at most, so that a reply fits its packet. */
    private static final int MAX_REPORTED_BYTES = 256;

    private static final int IPV4 = 5;
    private static final int IPV6 = 6;
    private static final int STATE_COOKIE = 7;
    private static final int UNRECOGNIZED = 8;
    private static final int COOKIE_PRESERVATIVE = 9;
    private static final int HOST_NAME = 11;
    private static final int ADDRESS_TYPES = 12;
    private static final int SUPPORTED_EXTENSIONS = 0x8008;
    private static final int FORWARD_TSN_SUPPORTED = 0xC000;

    /** Reads a chunk of at least {@link #FIXED_BYTES}. */
    static InitChunk read(byte[] array, int at, int length) {
        var parameters = new Parameters();
        parameters.read(array, at + FIXED_BYTES, at + length);
        return new InitChunk(
                Wire.i32(array, at + 4),
                Wire.u32(array, at + 8),
                Wire.u16(array, at + 12),
                Wire.u16(array, at + 14),
                Wire.i32(array, at + 16),
                parameters.forwardTsn,
                parameters.reconfig,
                parameters.cookie,
                parameters.unrecognized,
                parameters.hostName);
    }

    /** Begins our own INIT or INIT ACK; a cookie and reports may follow. */
    static ChunkBuilder write(int type, int tag, SctpSettings.Limits limits, int initialTsn) {
        return new ChunkBuilder(type, 0)
                .u32(tag)
                .u32(limits.receiveWindowBytes())
                .u16(limits.streams())
                .u16(limits.streams())
                .u32(initialTsn)
                .begin(FORWARD_TSN_SUPPORTED)
                .begin(SUPPORTED_EXTENSIONS)
                .bytes(new byte[] {(byte) Chunks.RE_CONFIG, (byte) Chunks.FORWARD_TSN});
    }

    /** Completes an INIT ACK. */
    static byte[] finish(ChunkBuilder initAck, byte[] cookie, List<byte[]> unrecognized) {
        initAck.begin(STATE_COOKIE).bytes(cookie);
        for (byte[] parameter : unrecognized) initAck.begin(UNRECOGNIZED).bytes(parameter);
        return initAck.build();
    }

    private static final class Parameters {
        final List<byte[]> unrecognized = new ArrayList<>();
        boolean forwardTsn;
        boolean reconfig;
        boolean hostName;
        byte[] cookie = {};
        private int reportedBytes;

        void read(byte[] array, int from, int end) {
            int at = from;
            while (end - at >= 4) {
                int type = Wire.u16(array, at);
                int length = Wire.u16(array, at + 2);
                if (length < 4 || length > end - at) return;
                if (!take(type, array, at, length)) return;
                at += Wire.padded(length);
            }
        }

        /** Returns whether parameters after this one may be read. */
        private boolean take(int type, byte[] array, int at, int length) {
            switch (type) {
                case STATE_COOKIE -> cookie = Arrays.copyOfRange(array, at + 4, at + length);
                case FORWARD_TSN_SUPPORTED -> forwardTsn = true;
                case SUPPORTED_EXTENSIONS -> takeExtensions(array, at + 4, at + length);
                case HOST_NAME -> hostName = true;
                // There is one path, whatever the addresses are.
                case IPV4, IPV6, UNRECOGNIZED, COOKIE_PRESERVATIVE, ADDRESS_TYPES -> {}
                default -> {
                    if (Chunks.reportsUnknownParameter(type)) report(array, at, length);
                    return Chunks.skipsUnknownParameter(type);
                }
            }
            return true;
        }

        private void takeExtensions(byte[] array, int from, int to) {
            for (int i = from; i < to; i++) {
                if (Wire.u8(array, i) == Chunks.RE_CONFIG) reconfig = true;
                if (Wire.u8(array, i) == Chunks.FORWARD_TSN) forwardTsn = true;
            }
        }

        private void report(byte[] array, int at, int length) {
            if (reportedBytes + length > MAX_REPORTED_BYTES) return;
            reportedBytes += length;
            unrecognized.add(Arrays.copyOfRange(array, at, at + length));
        }
    }
}
