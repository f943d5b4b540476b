package io.cardea.media.layers;

import java.util.Arrays;

/** Dependency descriptors written bit by bit: an L2T2 structure without chains. */
final class Av1Descriptors {
    private final byte[] bytes = new byte[64];
    private int bits;

    private Av1Descriptors() {}

    private Av1Descriptors put(int width, int value) {
        for (int i = width - 1; i >= 0; i--) {
            if ((value >>> i & 1) != 0) bytes[bits >> 3] |= (byte) (0x80 >> (bits & 7));
            bits++;
        }
        return this;
    }

    private byte[] toBytes() {
        return Arrays.copyOf(bytes, (bits + 7) / 8);
    }

    static byte[] mandatory(boolean start, boolean end, int template, int frame) {
        return new Av1Descriptors()
                .put(1, start ? 1 : 0)
                .put(1, end ? 1 : 0)
                .put(6, template)
                .put(16, frame)
                .toBytes();
    }

    static byte[] withStructure(byte[] mandatory) {
        Av1Descriptors d = new Av1Descriptors();
        for (byte b : mandatory) {
            d.put(8, b & 0xFF);
        }
        d.put(1, 1).put(1, 0).put(1, 0).put(1, 0).put(1, 0); // structure present only
        d.put(6, 0).put(5, 3); // first template 0, four decode targets
        d.put(2, 1).put(2, 2).put(2, 1).put(2, 3); // T1, next spatial, T1, end
        // Targets S0T0, S0T1, S1T0, S1T1; 2 = switch, 0 = not present.
        int[][] indications = {{2, 2, 2, 2}, {0, 2, 0, 2}, {0, 0, 2, 2}, {0, 0, 0, 2}};
        for (int[] template : indications) {
            for (int indication : template) {
                d.put(2, indication);
            }
        }
        for (int template = 0; template < 4; template++) {
            d.put(1, 0); // no frame differences
        }
        // Chain count 0 of at most 4: non-symmetric code of 5 values.
        d.put(2, 0);
        d.put(1, 0); // no resolutions
        return d.toBytes();
    }
}
