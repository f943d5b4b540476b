package io.cardea.media.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MjrRecorderTest {
    private static final long MILLI = 1_000_000;

    @TempDir Path folder;

    private long epochMicros = 1_700_000_000_000_000L;
    private long nanos = 5_000 * MILLI;
    private final RecordingClock clock = new RecordingClock(() -> nanos, () -> epochMicros);

    private MjrRecorder start(RecordingSettings settings, Recording recording) throws IOException {
        return MjrRecorder.start(
                settings,
                recording,
                clock,
                e -> {
                    throw new AssertionError(e);
                });
    }

    private MjrRecorder start(Recording recording) throws IOException {
        return start(RecordingSettings.defaults(), recording);
    }

    private void pass(long millis) {
        nanos += millis * MILLI;
        epochMicros += millis * 1_000;
    }

    private void write(MjrRecorder recorder, int sequence, int timestamp, int payload) {
        Packet packet = new Packet();
        packet.append(rtp(60_000 + sequence, 77, payload), 0, 14);
        RtpPacket view = new RtpPacket();
        view.packet(packet);
        view.payloadOffset = 12;
        view.payloadLength = 2;
        RtpRewrite rewrite = new RtpRewrite();
        rewrite.sequenceNumber = sequence;
        rewrite.timestamp = timestamp;
        recorder.write(view, rewrite, nanos);
    }

    private static byte[] rtp(int sequence, int timestamp, int payload) {
        return ByteBuffer.allocate(14)
                .put((byte) 0x80)
                .put((byte) 100)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(0x11223344)
                .putShort((short) payload)
                .array();
    }

    private static void frame(ByteArrayOutputStream out, int millis, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(10);
        header.put("MEET".getBytes(StandardCharsets.US_ASCII));
        header.putInt(millis).putShort((short) payload.length);
        out.writeBytes(header.array());
        out.writeBytes(payload);
    }

    private static ByteArrayOutputStream file(String json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("MJR00002".getBytes(StandardCharsets.US_ASCII));
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        out.write(text.length >> 8);
        out.write(text.length);
        out.writeBytes(text);
        return out;
    }

    @Test
    void writesAnRtpRecordingByteByByte() throws IOException {
        Recording recording =
                new Recording(
                        folder.toString(),
                        "clip",
                        "vp9",
                        "profile-id=0",
                        "screen",
                        Map.of(
                                13, "urn:3gpp:video-orientation",
                                4, "urn:ietf:params:rtp-hdrext:sdes:mid"),
                        -1,
                        false);
        MjrRecorder recorder = start(recording);
        pass(125);
        write(recorder, 500, 90_000, 1);
        pass(40);
        write(recorder, 501, 93_600, 2);
        recorder.close();

        ByteArrayOutputStream expected =
                file(
                        "{\"t\": \"v\", \"c\": \"vp9\", \"f\": \"profile-id=0\", \"d\": \"screen\", "
                                + "\"x\": {\"4\": \"urn:ietf:params:rtp-hdrext:sdes:mid\", "
                                + "\"13\": \"urn:3gpp:video-orientation\"}, "
                                + "\"s\": 1700000000000000, \"u\": 1700000000125000}");
        frame(expected, 0, rtp(1, 0, 1));
        frame(expected, 40, rtp(2, 3_600, 2));
        assertEquals(folder.resolve("clip.mjr"), recorder.path());
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(recorder.path()));
    }

    @Test
    void aRecordingWithoutFramesIsEightBytesLong() throws IOException {
        MjrRecorder recorder = start(Recording.of(folder.toString(), "none", "opus"));
        recorder.close();

        assertEquals("MJR00002", Files.readString(recorder.path()));
    }

    @Test
    void writesDataMessagesWithTheirWallClock() throws IOException {
        MjrRecorder recorder = start(Recording.of(folder.toString(), "chat", "text"));
        byte[] hello = "hellö".getBytes(StandardCharsets.UTF_8);
        recorder.writeData(hello);
        pass(1_500);
        recorder.writeData(new byte[0]);
        recorder.writeData(new byte[65_528]); // cannot be represented
        recorder.close();

        ByteArrayOutputStream expected =
                file(
                        "{\"t\": \"d\", \"c\": \"text\", \"s\": 1700000000000000,"
                                + " \"u\": 1700000000000000}");
        ByteBuffer first = ByteBuffer.allocate(8 + hello.length);
        first.putLong(1_700_000_000_000_000L).put(hello);
        frame(expected, 0, first.array());
        frame(expected, 1_500, ByteBuffer.allocate(8).putLong(1_700_000_001_500_000L).array());
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(recorder.path()));
        assertEquals(1, recorder.dropped());
    }

    @Test
    void notesRedAndEncryptionAtTheEndOfTheHeader() throws IOException {
        Recording recording =
                new Recording(
                        folder.toString(), "a", "opus", "", "say \"hi\"", Map.of(), 120, true);
        MjrRecorder recorder = start(recording);
        write(recorder, 1, 0, 1);
        recorder.close();

        String text = Files.readString(recorder.path(), StandardCharsets.ISO_8859_1);
        assertTrue(
                text.contains(
                        "{\"t\": \"a\", \"c\": \"opus\", \"d\": \"say \\\"hi\\\"\", \"s\": "
                                + "1700000000000000, \"u\": 1700000000000000, \"or\": 120, "
                                + "\"e\": true}"),
                text);
    }

    @Test
    void aPauseIsBridgedByTheTimeThatHasPassed() throws IOException {
        MjrRecorder recorder = start(Recording.of(folder.toString(), "p", "vp8"));
        write(recorder, 10, 1_000, 1);
        recorder.pause();
        pass(1_000);
        write(recorder, 11, 91_000, 2);
        recorder.resume();
        pass(1_000);
        write(recorder, 50, 12_345, 3);
        recorder.close();

        byte[] all = Files.readAllBytes(recorder.path());
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        frame(tail, 0, rtp(1, 0, 1));
        frame(tail, 2_000, rtp(2, 180_000, 3));
        byte[] expected = tail.toByteArray();
        assertArrayEquals(
                expected,
                java.util.Arrays.copyOfRange(all, all.length - expected.length, all.length));
    }

    @Test
    void hasATemporaryNameUntilItIsClosed() throws IOException {
        RecordingSettings settings = new RecordingSettings("tmp", List.of());
        MjrRecorder recorder = start(settings, Recording.of("", folder + "/deep/er/x", "vp8"));

        assertTrue(Files.exists(folder.resolve("deep/er/x.mjr.tmp")));
        assertFalse(Files.exists(recorder.path()));
        recorder.close();
        recorder.close();

        assertEquals(folder.resolve("deep/er/x.mjr"), recorder.path());
        assertEquals(8, Files.size(recorder.path()));
        assertFalse(Files.exists(folder.resolve("deep/er/x.mjr.tmp")));
        assertEquals(
                "rwxr-xr-x",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("deep/er"))));
    }

    @Test
    void makesUpANameAndTruncatesWhatWasThere() throws IOException {
        MjrRecorder unnamed = start(Recording.of(folder.toString(), "", "vp8"));
        unnamed.close();
        Files.writeString(folder.resolve("old.mjr"), "something much longer than eight bytes");
        start(Recording.of(folder.toString(), "old", "vp8")).close();

        String name = unnamed.path().getFileName().toString();
        assertTrue(name.matches("janus-recording-\\d{1,10}\\.mjr"), name);
        assertEquals(8, Files.size(folder.resolve("old.mjr")));
    }

    @Test
    void refusesProtectedFoldersWhateverTheWay() throws IOException {
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), secret);
        RecordingSettings settings =
                new RecordingSettings("", List.of(secret.toRealPath().toString()));

        for (String path :
                List.of(
                        secret + "/x",
                        secret + "/new/x",
                        link + "/x",
                        folder + "/none/../secret/x")) {
            Recording recording = Recording.of("", path, "vp8");
            assertThrows(IOException.class, () -> start(settings, recording), path);
        }
        assertThrows(
                IOException.class, () -> start(settings, Recording.of(" " + secret, "x", "vp8")));
        assertEquals(0, secret.toFile().list().length);
    }

    @Test
    void refusesAFileAsFolderAndUnknownCodecs() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThrows(IOException.class, () -> start(Recording.of(file.toString(), "x", "vp8")));
        assertThrows(
                IllegalArgumentException.class,
                () -> start(Recording.of(folder.toString(), "x", "isac16")));
    }

    @Test
    void nothingIsWrittenAfterTheClose() throws IOException {
        MjrRecorder recorder = start(Recording.of(folder.toString(), "c", "vp8"));
        recorder.close();

        write(recorder, 1, 0, 1);
        recorder.writeData(new byte[3]);

        assertEquals(8, Files.size(recorder.path()));
    }

    /** A disk with room for so many bytes. */
    private static class SmallDisk implements WritableByteChannel {
        private int room;
        private boolean open = true;

        SmallDisk(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (from.remaining() > room) throw new IOException("No space left on device");
            room -= from.remaining();
            int count = from.remaining();
            from.position(from.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    @Test
    void aFullDiskEndsTheRecordingAndIsTold() throws Exception {
        List<IOException> failures = new CopyOnWriteArrayList<>();
        Path file = folder.resolve("full.mjr");
        SmallDisk disk = new SmallDisk(100);
        MjrRecorder recorder =
                MjrRecorder.start(
                        new RecordingPath(file, file),
                        DiskWatch.begin(
                                RecordingSettings.defaults(), new RecordingPath(file, file)),
                        disk,
                        MjrMedium.VIDEO,
                        Recording.of("", "full", "vp8"),
                        clock,
                        failures::add);

        for (int i = 0; i < 3 * PacketRing.CAPACITY; i++) {
            write(recorder, i, i, i);
        }
        recorder.close();

        assertEquals(1, failures.size());
        assertFalse(disk.isOpen());
    }

    @Test
    void tooLittleSpaceEndsTheRecordingAndRefusesTheNext() throws Exception {
        List<IOException> failures = new CopyOnWriteArrayList<>();
        AtomicBoolean enough = new AtomicBoolean(true);
        RecordingSettings settings = new RecordingSettings("", List.of(), free -> enough.get());
        Recording recording = Recording.of(folder.toString(), "space", "vp8");
        MjrRecorder recorder = MjrRecorder.start(settings, recording, clock, failures::add);
        enough.set(false);
        recorder.writeData(new byte[1_000]);
        for (int i = 0; failures.isEmpty() && i < 1_000; i++) {
            recorder.writeData(new byte[60_000]);
            Thread.sleep(1);
        }
        recorder.close();

        assertEquals(1, failures.size());
        assertTrue(Files.size(recorder.path()) < 3 * DiskWatch.BYTES_BETWEEN_LOOKS);
        assertThrows(
                IOException.class,
                () -> MjrRecorder.start(settings, recording, clock, failures::add));
    }

    @Test
    void aSlowDiskCostsFramesAndNotTheLoop() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        SmallDisk disk =
                new SmallDisk(Integer.MAX_VALUE) {
                    private boolean first = true;

                    @Override
                    public int write(ByteBuffer from) throws IOException {
                        if (!first) {
                            try {
                                stuck.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                        first = false;
                        return super.write(from);
                    }
                };
        Path file = folder.resolve("slow.mjr");
        MjrRecorder recorder =
                MjrRecorder.start(
                        new RecordingPath(file, file),
                        DiskWatch.begin(
                                RecordingSettings.defaults(), new RecordingPath(file, file)),
                        disk,
                        MjrMedium.VIDEO,
                        Recording.of("", "slow", "vp8"),
                        clock,
                        e -> {
                            throw new AssertionError(e);
                        });

        // More than the writer's buffer and the queue hold together.
        for (int i = 0; i < 20 * PacketRing.CAPACITY; i++) {
            write(recorder, i, i, i);
        }
        long dropped = recorder.dropped();
        stuck.countDown();
        recorder.close();

        assertTrue(dropped > 0);
    }
}
