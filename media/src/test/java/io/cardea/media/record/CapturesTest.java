package io.cardea.media.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.record.PacketCapture.Kind;
import io.cardea.media.record.PacketCapture.Wish;
import io.cardea.rtc.packet.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CapturesTest {
    private static final RecordingSettings SETTINGS = new RecordingSettings("", List.of());

    @TempDir Path folder;

    private final Captures captures = new Captures();

    private PacketCapture start(String name) throws IOException {
        return captures.start(
                SETTINGS, new Wish(Kind.PCAP, folder.toString(), name, 0, "me"), 7, 8);
    }

    private String capture(String name) throws IOException {
        try (PacketCapture capture = start(name)) {
            Packet packet = new Packet();
            packet.length(100);
            packet.put8(0, 0x80);
            capture.onPacket(packet, true);
            return capture.path().toString();
        }
    }

    private byte[] read(String name, long offset, int length) throws IOException {
        ByteBuffer piece = captures.read(name, offset, length).bytes();
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        return bytes;
    }

    @Test
    void tellsOfWhatRunsAndOfWhatHasEnded() throws IOException {
        String ended = capture("a.pcap");
        try (PacketCapture running = start("b.pcap")) {
            List<Captures.Told> all = captures.list();

            assertEquals(List.of(ended, running.path().toString()), names(all));
            assertFalse(all.getFirst().running());
            assertTrue(all.getLast().running());
            assertEquals(24 + 16 + 42 + 100, all.getFirst().bytes());
            assertEquals(7, all.getFirst().session());
            assertEquals(8, all.getFirst().handle());
        }
    }

    private static List<String> names(List<Captures.Told> all) {
        return all.stream().map(Captures.Told::name).toList();
    }

    @Test
    void readsPiecesThatMakeUpTheFile() throws IOException {
        String name = capture("a.pcap");
        byte[] whole = Files.readAllBytes(folder.resolve("a.pcap"));

        byte[] joined = new byte[whole.length];
        System.arraycopy(read(name, 0, 50), 0, joined, 0, 50);
        System.arraycopy(read(name, 50, 1_000), 0, joined, 50, whole.length - 50);

        assertEquals(ByteBuffer.wrap(whole), ByteBuffer.wrap(joined));
        assertEquals(whole.length, captures.read(name, 0, 1).size());
        assertEquals(0, read(name, whole.length, 10).length);
        assertEquals(0, read(name, Long.MAX_VALUE, 10).length);
    }

    @Test
    void readsNothingThatNoCaptureWrote() throws IOException {
        Files.writeString(folder.resolve("secret"), "secret");
        String name = capture("a.pcap");
        String dots = folder.resolve("x/../a.pcap").toString();

        for (String other : List.of("", "secret", folder + "/secret", dots, "a.pcap", "/", "\0")) {
            assertThrows(NoSuchFileException.class, () -> captures.read(other, 0, 10), other);
        }
        assertEquals(10, read(name, 0, 10).length);
    }

    @Test
    void leavesOutWhatWasInTheFileBefore() throws IOException {
        Files.writeString(folder.resolve("a.pcap"), "secret");
        String name = capture("a.pcap");
        int once = read(name, 0, 1_000).length;
        capture("a.pcap");

        assertEquals(24 + 16 + 42 + 100, once);
        assertEquals(2 * once, read(name, 0, 1_000).length);
        assertEquals(1, captures.list().size());
        assertEquals(2L * once, captures.list().getFirst().bytes());
    }

    @Test
    void neverFollowsANameToAnotherFile() throws IOException {
        Path file = folder.resolve("a.pcap");
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        String name = capture("a.pcap");
        Files.delete(file);

        assertThrows(IOException.class, () -> captures.read(name, 0, 10));
        Files.createSymbolicLink(file, secret);
        assertThrows(IOException.class, () -> captures.read(name, 0, 10));
        Files.delete(file);
        Files.createLink(file, secret);
        assertThrows(IOException.class, () -> captures.read(name, 0, 10));
        assertEquals(List.of(), captures.list());
    }

    @Test
    void forgetsTheOldest() throws IOException {
        String first = capture("first.pcap");
        for (int i = 0; i < Captures.REMEMBERED; i++) {
            capture(i + ".pcap");
        }

        assertEquals(Captures.REMEMBERED, captures.list().size());
        assertEquals(1, captures.forgotten());
        assertThrows(NoSuchFileException.class, () -> captures.read(first, 0, 10));
    }
}
