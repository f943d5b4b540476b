package io.cardea.media.record.movie;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** As much of a WebM reader as tests need. Reads a cut file as far as there are whole blocks. */
final class WebmReader {
    record Block(int track, long millis, boolean keyframe, int size) {}

    record Cue(long millis, long clusterPosition) {}

    final List<Block> blocks = new ArrayList<>();
    final List<Long> clusters = new ArrayList<>();
    final List<Cue> cues = new ArrayList<>();
    final List<String> codecs = new ArrayList<>();
    double duration = -1;
    long segmentStart;
    boolean segmentSized;
    private long clusterMillis;
    private long cueMillis;
    private final ByteBuffer in;

    private WebmReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    static WebmReader read(byte[] bytes) {
        WebmReader reader = new WebmReader(bytes);
        reader.elements(0, bytes.length);
        return reader;
    }

    private int idLength(int at) {
        return Integer.numberOfLeadingZeros(in.get(at) & 0xFF) - 23;
    }

    private void elements(int from, int end) {
        int at = from;
        while (at < end) {
            int idLength = idLength(at);
            if (at + idLength >= end) return;
            int id = (int) number(at, idLength);
            int sizeAt = at + idLength;
            int sizeLength = idLength(sizeAt);
            if (sizeAt + sizeLength > end) return;
            long size = number(sizeAt, sizeLength) & ~(1L << 7 * sizeLength);
            boolean unknown = size == Ebml.UNKNOWN;
            int body = sizeAt + sizeLength;
            if (id == 0x18538067) segmentSized = !unknown;
            boolean master = isMaster(id);
            if (!master && body + size > end) return;
            int bodyEnd = unknown ? end : (int) Math.min(end, body + size);
            if (id == 0x1F43B675) clusters.add(at - segmentStart);
            if (id == 0x18538067) segmentStart = body;
            if (master) {
                elements(body, bodyEnd);
            } else {
                value(id, body, bodyEnd);
            }
            at = bodyEnd;
        }
    }

    private static boolean isMaster(int id) {
        return switch (id) {
            case 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0x1C53BB6B, 0xBB, 0xB7 ->
                    true;
            default -> false;
        };
    }

    private void value(int id, int body, int end) {
        switch (id) {
            case 0x4489 -> duration = Double.longBitsToDouble(number(body, 8));
            case 0x86 -> {
                byte[] text = new byte[end - body];
                in.get(body, text);
                codecs.add(new String(text, java.nio.charset.StandardCharsets.US_ASCII));
            }
            case 0xE7 -> clusterMillis = number(body, end - body);
            case 0xB3 -> cueMillis = number(body, end - body);
            case 0xF1 -> cues.add(new Cue(cueMillis, number(body, end - body)));
            case 0xA3 -> {
                int track = in.get(body) & 0x7F;
                long millis = clusterMillis + in.getShort(body + 1);
                boolean keyframe = (in.get(body + 3) & 0x80) != 0;
                blocks.add(new Block(track, millis, keyframe, end - body - 4));
            }
            default -> {}
        }
    }

    private long number(int at, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) value = value << 8 | in.get(at + i) & 0xFF;
        return value;
    }

    List<Block> of(int track) {
        return blocks.stream().filter(block -> block.track() == track).toList();
    }
}
