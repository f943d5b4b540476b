package io.cardea.rtc.rtp;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The ids negotiated for header extensions: one id per URI for a whole PeerConnection.
 *
 * <p>A value: any thread. Ids are 1 to 255 (above 14 only in the two-byte form, RFC 8285, 4.3).
 */
public final class ExtensionIds {
    /** No extension negotiated. */
    public static final ExtensionIds NONE = new ExtensionIds(Map.of());

    private static final int NOT_NEGOTIATED = -1;

    private final int[] idByExtension = new int[RtpExtension.values().length];
    private final byte[] ordinalById = new byte[256];
    private final int highestId;

    public ExtensionIds(Map<RtpExtension, Integer> ids) {
        Arrays.fill(ordinalById, (byte) NOT_NEGOTIATED);
        ids.forEach((extension, id) -> {
            if (id < 1 || id > 255) {
                throw new IllegalArgumentException("extension id " + id);
            }
            idByExtension[extension.ordinal()] = id;
            ordinalById[id] = (byte) extension.ordinal();
        });
        highestId = Arrays.stream(idByExtension).max().orElse(0);
    }

    /** The highest id in use, 0 when there is none. */
    int highestId() {
        return highestId;
    }

    /** The id of an extension, or 0 when it is not negotiated. */
    public int id(RtpExtension extension) {
        return idByExtension[extension.ordinal()];
    }

    public boolean has(RtpExtension extension) {
        return id(extension) != 0;
    }

    /** The ordinal of the {@link RtpExtension} with that id, or -1; for the parser's switch. */
    int ordinalOf(int id) {
        return ordinalById[id];
    }

    /** As a map, for the control plane. */
    public Map<RtpExtension, Integer> toMap() {
        Map<RtpExtension, Integer> map = new EnumMap<>(RtpExtension.class);
        for (RtpExtension extension : RtpExtension.values()) {
            if (has(extension)) map.put(extension, id(extension));
        }
        return map;
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
