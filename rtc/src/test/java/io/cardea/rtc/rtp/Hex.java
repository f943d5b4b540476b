package io.cardea.rtc.rtp;

import io.cardea.rtc.packet.Packet;
import java.util.HexFormat;

/** Packets written as hexadecimal text, with spaces and line breaks where it helps to read. */
public final class Hex {
    private Hex() {}

    public static byte[] bytes(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    public static Packet packet(String text) {
        return Packet.of(bytes(text));
    }

    public static String text(Packet packet) {
        return HexFormat.of().formatHex(packet.toBytes());
    }
}
