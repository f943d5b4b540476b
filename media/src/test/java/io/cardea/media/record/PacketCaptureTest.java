package io.cardea.media.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.record.PacketCapture.Kind;
import io.cardea.media.record.PacketCapture.Wish;
import io.cardea.rtc.packet.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PacketCaptureTest {
    private static final RecordingSettings SETTINGS = new RecordingSettings("", List.of());

    @TempDir Path folder;

    private static Packet packet(int second, int length) {
        Packet packet = new Packet();
        packet.length(length);
        packet.put8(0, 0x80);
        packet.put8(1, second);
        return packet;
    }

    private PacketCapture start(Kind kind, String name, int truncate) throws IOException {
        return PacketCapture.start(
                SETTINGS,
                new Wish(kind, folder.toString(), name, truncate, "[session=1][handle=2]"));
    }

    @Test
    void pcapHasMadeUpAddressesAroundEachPacket() throws IOException {
        try (PacketCapture capture = start(Kind.PCAP, "a.pcap", 0)) {
            capture.onPacket(packet(96, 20), true);
            capture.onPacket(packet(200, 28), false);
        }

        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("a.pcap")));
        file.order(ByteOrder.nativeOrder());
        assertEquals(0xA1B2C3D4, file.getInt(0));
        assertEquals(24 + 16 + 42 + 20 + 16 + 42 + 28, file.limit());
        assertEquals(62, file.getInt(24 + 8));
        assertEquals(62, file.getInt(24 + 12));
        file.order(ByteOrder.BIG_ENDIAN);
        int ip = 24 + 16 + 14;
        assertEquals(0x0A010101, file.getInt(ip + 12));
        assertEquals(0x0A020202, file.getInt(ip + 16));
        assertEquals(1000, file.getShort(ip + 20));
        assertEquals(28, file.getShort(ip + 24));
        int second = ip + 28 + 20 + 16 + 14;
        assertEquals(0x0A020202, file.getInt(second + 12));
        assertEquals(1000, file.getShort(second + 22));
    }

    @Test
    void longPacketsAreCutButToldWhole() throws IOException {
        try (PacketCapture capture = start(Kind.PCAP, "a.pcap", 12)) {
            capture.onPacket(packet(96, 1_200), true);
        }

        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("a.pcap")));
        file.order(ByteOrder.nativeOrder());
        assertEquals(54, file.getInt(24 + 8));
        assertEquals(1_242, file.getInt(24 + 12));
        assertEquals(24 + 16 + 54, file.limit());
    }

    @Test
    void textIsALineForEachPacket() throws IOException {
        Path path;
        try (PacketCapture capture = start(Kind.TEXT2PCAP, "", 0)) {
            path = capture.path();
            capture.onPacket(packet(96, 12), true);
            capture.onPacket(packet(200, 8), false);
        }

        List<String> lines = Files.readAllLines(path);
        String name = path.getFileName().toString();
        assertTrue(name.startsWith("janus-text2pcap-") && name.endsWith(".txt"), name);
        assertTrue(
                lines.get(0)
                        .matches(
                                "I \\d\\d:\\d\\d:\\d\\d\\.\\d{6} 000000 80 60( 00){10}"
                                        + " JANUS_TEXT2PCAP_RTP \\[session=1\\]\\[handle=2\\]"),
                lines.get(0));
        assertTrue(
                lines.get(1).matches("O .* 80 c8( 00){6} JANUS_TEXT2PCAP_RTCP .*"), lines.get(1));
    }

    @Test
    void aSecondCaptureGoesOnInTheSameFile() throws IOException {
        for (int i = 0; i < 2; i++) {
            start(Kind.PCAP, "a.pcap", 0).close();
        }
        assertEquals(48, Files.size(folder.resolve("a.pcap")));
    }

    @Test
    void protectedFoldersStayUntouched() {
        RecordingSettings guarded = new RecordingSettings("", List.of(folder.toString()));
        Wish wish = new Wish(Kind.PCAP, folder.toString(), "a.pcap", 0, "");

        assertThrows(IOException.class, () -> PacketCapture.start(guarded, wish));
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        assertThrows(IOException.class, () -> start(Kind.PCAP, "a\0b", 0));
    }

    @Test
    void whatFindsNoRoomIsCounted() throws IOException {
        int all = 200 * PacketRing.CAPACITY;
        PacketCapture capture = start(Kind.PCAP, "a.pcap", 0);
        for (int i = 0; i < all; i++) {
            capture.onPacket(packet(96, 1_200), true);
        }
        capture.close();

        long written = (Files.size(capture.path()) - 24) / (16 + 42 + 1_200);
        assertEquals(all, written + capture.dropped());
    }
}
