package io.cardea.media.record.movie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.record.frames.Payload;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls of some seconds into files in memory, read back. */
class MovieTest {
    private static final long MILLI = 1_000_000L;
    private static final long START = 50_000 * MILLI;
    private static final long NTP = 3_900_000_000L << 32;
    private static final byte[] VP8_KEYFRAME =
            hex("10" + "300200" + "9d012a" + "4001" + "f000" + "aa");
    private static final byte[] VP8_DELTA = hex("10310000bbcc");
    private static final byte[] H264_SETS =
            hex(
                    "780018"
                            + "6742c00bd90141fb011000000300100000030140f142a480"
                            + "0005"
                            + "68cb83cb20");
    private static final byte[] H264_IDR = hex("658884aa");
    private static final byte[] H264_SLICE = hex("419a00");
    private static final byte[] OPUS = hex("78aabbcc"); // 20 ms

    private final MemoryChannel file = new MemoryChannel(Integer.MAX_VALUE);
    private int audioSequence;
    private int videoSequence;

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static MovieInfo info(CodecId audio, CodecId video) {
        return new MovieInfo(audio, video, "Über uns", 1_700_000_000_000_000L);
    }

    private static Payload payload(
            byte[] bytes, int sequence, int timestamp, boolean marker, long at) {
        return new Payload(
                Packet.of(bytes), 0, bytes.length, sequence & 0xFFFF, timestamp, marker, at);
    }

    private void hear(Movie movie, int millis, long delayMillis) {
        long at = START + (millis + delayMillis) * MILLI;
        movie.audio().packet(payload(OPUS, audioSequence++, millis * 48, true, at));
    }

    private void see(Movie movie, boolean keyframe, int millis, long delayMillis) {
        long at = START + (millis + delayMillis) * MILLI;
        byte[] bytes = keyframe ? VP8_KEYFRAME : VP8_DELTA;
        movie.video().packet(payload(bytes, videoSequence++, millis * 90, true, at));
    }

    private void seeH264(Movie movie, boolean keyframe, int millis) {
        long at = START + millis * MILLI;
        if (keyframe) {
            movie.video().packet(payload(H264_SETS, videoSequence++, millis * 90, false, at));
        }
        byte[] bytes = keyframe ? H264_IDR : H264_SLICE;
        movie.video().packet(payload(bytes, videoSequence++, millis * 90, true, at));
    }

    private static long ntp(long millis) {
        return NTP + (millis << 32) / 1_000;
    }

    /** A call: a keyframe every two seconds, video later than audio by what the network does. */
    private void call(Movie movie, int seconds, boolean h264, long delay) throws IOException {
        for (int millis = 0; millis < seconds * 1_000; millis += 20) {
            hear(movie, millis, 0);
            if (millis % 40 == 0) {
                boolean keyframe = millis % 2_000 == 0;
                if (h264) {
                    seeH264(movie, keyframe, millis);
                } else {
                    see(movie, keyframe, millis, delay);
                }
            }
            if (millis % 1_000 == 500) {
                movie.audio().senderReport(ntp(millis), millis * 48);
                movie.video().senderReport(ntp(millis), millis * 90);
            }
            movie.write(START + (millis + delay) * MILLI);
        }
    }

    @Test
    void aCallBecomesAWebmThatCanBeSoughtIn() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.VP8));
        call(movie, 10, false, 0);
        movie.finish(START + 10_000 * MILLI);

        WebmReader webm = WebmReader.read(file.bytes());

        assertEquals(List.of("V_VP8", "A_OPUS"), webm.codecs);
        assertEquals(250, webm.of(WebmWriter.VIDEO_TRACK).size());
        assertEquals(500, webm.of(WebmWriter.AUDIO_TRACK).size());
        assertEquals(10_000, webm.duration, 40);
        assertTrue(webm.segmentSized);
        List<WebmReader.Cue> keyframes =
                webm.cues.stream().filter(cue -> cue.millis() % 2_000 == 0).toList();
        assertEquals(5, keyframes.size());
        for (WebmReader.Cue cue : webm.cues) {
            assertTrue(webm.clusters.contains(cue.clusterPosition()), "cue " + cue);
        }
    }

    @Test
    void timesGoUpWithinATrackAndFitEachOther() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.VP8));
        call(movie, 6, false, 250);
        movie.finish(START + 7_000 * MILLI);

        WebmReader webm = WebmReader.read(file.bytes());
        List<WebmReader.Block> video = webm.of(WebmWriter.VIDEO_TRACK);

        for (int i = 0; i < video.size(); i++) {
            assertEquals(40L * i, video.get(i).millis(), 1, "video frame " + i);
        }
        List<WebmReader.Block> audio = webm.of(WebmWriter.AUDIO_TRACK);
        for (int i = 0; i < audio.size(); i++) {
            assertEquals(20L * i, audio.get(i).millis(), 1, "audio frame " + i);
        }
    }

    @Test
    void aLateReportNeverTurnsTimeBack() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.VP8));
        for (int millis = 0; millis < 8_000; millis += 20) {
            hear(movie, millis, 0);
            if (millis % 40 == 0) see(movie, millis == 0, millis, 300);
            if (millis == 5_000) {
                movie.audio().senderReport(ntp(millis), millis * 48);
                movie.video().senderReport(ntp(millis), millis * 90);
            }
            movie.write(START + (millis + 300) * MILLI);
        }
        movie.finish(START + 9_000 * MILLI);

        List<WebmReader.Block> video = WebmReader.read(file.bytes()).of(WebmWriter.VIDEO_TRACK);
        for (int i = 1; i < video.size(); i++) {
            assertTrue(video.get(i).millis() > video.get(i - 1).millis(), "frame " + i);
        }
        assertEquals(40L * (video.size() - 1), video.getLast().millis(), 1);
    }

    @Test
    void aWebmCutAnywherePlaysUpToThere() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.VP8));
        call(movie, 6, false, 0);
        byte[] all = file.bytes(); // as a killed server leaves it

        WebmReader whole = WebmReader.read(all);
        assertFalse(whole.segmentSized);
        assertTrue(whole.of(WebmWriter.AUDIO_TRACK).getLast().millis() >= 4_000);
        assertEquals(whole.of(WebmWriter.AUDIO_TRACK).getLast().millis(), whole.duration, 60);
        int before = 0;
        for (int length = 0; length <= all.length; length++) {
            WebmReader cut = WebmReader.read(Arrays.copyOf(all, length));
            int blocks = cut.blocks.size();
            assertTrue(blocks >= before && blocks <= whole.blocks.size(), "cut at " + length);
            assertEquals(whole.blocks.subList(0, blocks), cut.blocks);
            before = blocks;
        }
        assertEquals(whole.blocks.size(), before);
    }

    @Test
    void h264BecomesAFragmentedMp4WithAnIndex() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.H264));
        call(movie, 10, true, 0);
        movie.finish(START + 10_000 * MILLI);

        Mp4Reader mp4 = Mp4Reader.read(file.bytes());

        assertEquals(List.of("ftyp", "moov", "free", "sidx", "moof"), mp4.boxes.subList(0, 5));
        List<Mp4Reader.Sample> video = mp4.of(Mp4Head.VIDEO_TRACK);
        assertEquals(250, video.size());
        for (int i = 0; i < video.size(); i++) {
            assertEquals(3_600L * i, video.get(i).ticks(), 90, "video sample " + i);
        }
        assertEquals(5, video.stream().filter(Mp4Reader.Sample::keyframe).count());
        assertEquals(500, mp4.of(Mp4Head.AUDIO_TRACK).size());
        int indexed = mp4.indexSizes.stream().mapToInt(size -> size).sum();
        assertEquals(file.size() - mp4.fragments.getFirst(), indexed);
    }

    @Test
    void anMp4CutAnywherePlaysUpToThere() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.H264));
        call(movie, 6, true, 0);
        byte[] all = file.bytes();

        Mp4Reader whole = Mp4Reader.read(all);
        assertTrue(whole.of(Mp4Head.VIDEO_TRACK).getLast().ticks() >= 4 * 90_000);
        int before = 0;
        for (int length = Mp4Writer.HEAD; length <= all.length; length++) {
            Mp4Reader cut = Mp4Reader.read(Arrays.copyOf(all, length));
            int samples = cut.samples.size();
            assertTrue(samples >= before, "cut at " + length);
            assertEquals(whole.samples.subList(0, samples), cut.samples);
            before = samples;
        }
        assertEquals(whole.samples.size(), before);
    }

    @Test
    void aFullDiskLeavesWhatWasWrittenPlayable() throws IOException {
        for (int room = WebmWriter.HEAD; room < WebmWriter.HEAD + 3_000; room += 7) {
            MemoryChannel small = new MemoryChannel(room);
            Movie movie = new Movie(small, info(CodecId.OPUS, CodecId.VP8));

            assertThrows(IOException.class, () -> call(movie, 10, false, 0));
            movie.abandon();

            WebmReader webm = WebmReader.read(small.bytes());
            assertTrue(webm.segmentSized);
            for (WebmReader.Cue cue : webm.cues) {
                assertTrue(webm.clusters.contains(cue.clusterPosition()), "cue " + cue);
            }
            audioSequence = 0;
            videoSequence = 0;
        }
    }

    @Test
    void soundAloneBecomesAFileAlsoWhenVideoNeverComes() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.VP9));
        for (int millis = 0; millis < 6_000; millis += 20) {
            hear(movie, millis, 0);
            movie.write(START + millis * MILLI);
        }
        movie.finish(START + 6_000 * MILLI);

        WebmReader webm = WebmReader.read(file.bytes());
        assertEquals(List.of("A_OPUS"), webm.codecs);
        assertEquals(300, webm.blocks.size());
        assertFalse(webm.cues.isEmpty());
    }

    @Test
    void whatWasLeftOutLastsAsLongAsItDid() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OTHER, CodecId.VP8));
        see(movie, true, 0, 0);
        see(movie, false, 40, 0);
        movie.write(START + 40 * MILLI);
        movie.video().resumed();
        see(movie, false, 3_000, 0); // refers to what was left out
        assertTrue(movie.video().isWaitingForKeyframe());
        see(movie, true, 3_040, 0);
        movie.finish(START + 3_040 * MILLI);

        List<Long> times =
                WebmReader.read(file.bytes()).blocks.stream()
                        .map(WebmReader.Block::millis)
                        .toList();
        assertEquals(List.of(0L, 40L, 3_040L), times);
    }

    @Test
    void pausesOfSilenceStayPauses() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.OTHER));
        hear(movie, 0, 0);
        hear(movie, 20, 0);
        hear(movie, 420, 0); // discontinuous transmission
        movie.finish(START + 420 * MILLI);

        List<Long> times =
                WebmReader.read(file.bytes()).blocks.stream()
                        .map(WebmReader.Block::millis)
                        .toList();
        assertEquals(List.of(0L, 20L, 420L), times);
    }

    @Test
    void ofRedundantAudioThePrimaryBlockIsTaken() throws IOException {
        Movie movie = new Movie(file, info(CodecId.OPUS, CodecId.OTHER));
        byte[] red = hex("ef" + "0f0004" + "6f" + "11223344" + "78aabb");
        movie.audio().redPacket(payload(red, 1, 0, true, START));
        movie.finish(START);

        assertEquals(3, WebmReader.read(file.bytes()).blocks.getFirst().size());
    }

    @Test
    void onlyWhatContainersTakeFits() {
        assertTrue(Movie.fits(CodecId.OPUS, CodecId.H265));
        assertTrue(Movie.fits(CodecId.OTHER, CodecId.AV1));
        assertFalse(Movie.fits(CodecId.PCMU, CodecId.VP8));
        assertFalse(Movie.fits(CodecId.MULTIOPUS, CodecId.OTHER));
        assertFalse(Movie.fits(CodecId.OTHER, CodecId.OTHER));
    }

    @Test
    void seekPointsGetCoarserAndNotMore() {
        SeekPoints points = new SeekPoints(8);
        for (int i = 0; i < 1_000; i++) points.add(i, 10L * i);

        assertTrue(points.count() <= 8 && points.count() >= 4);
        assertEquals(0, points.millis(0));
        for (int i = 1; i < points.count(); i++) {
            assertEquals(points.millis(1), points.millis(i) - points.millis(i - 1));
            assertEquals(10 * points.millis(i), points.position(i));
        }
    }

    @Test
    void opusPacketsTellHowLongTheyLast() {
        assertEquals(20, OpusDuration.millis(OPUS));
        assertEquals(60, OpusDuration.millis(hex("18")));
        assertEquals(40, OpusDuration.millis(hex("79")));
        assertEquals(60, OpusDuration.millis(hex("7b03")));
        assertEquals(2, OpusDuration.millis(hex("e0")));
    }
}
