package io.cardea.media.record.movie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of an MP4 reader as tests need: the boxes at the top, samples of whole fragments. */
final class Mp4Reader {
    record Sample(int track, long ticks, int size, boolean keyframe, long duration) {}

    final List<String> boxes = new ArrayList<>();
    final List<Sample> samples = new ArrayList<>();
    final List<Long> fragments = new ArrayList<>();
    final List<Integer> indexSizes = new ArrayList<>();

    /** Reads as far as there are whole boxes. */
    static Mp4Reader read(byte[] bytes) {
        Mp4Reader reader = new Mp4Reader();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Sample> pending = List.of();
        while (in.remaining() >= 8) {
            int start = in.position();
            int size = in.getInt(start);
            String type = type(in, start + 4);
            if (size < 8 || size > bytes.length - start) break;
            reader.boxes.add(type);
            ByteBuffer body = in.slice(start + 8, size - 8);
            if (type.equals("sidx")) reader.index(body);
            if (type.equals("moof")) {
                pending = reader.moof(body);
                reader.fragments.add((long) start);
            }
            if (type.equals("mdat")) {
                reader.samples.addAll(pending);
                int sum = pending.stream().mapToInt(Sample::size).sum();
                if (sum != size - 8) throw new AssertionError("mdat " + size + " " + sum);
            }
            in.position(start + size);
        }
        return reader;
    }

    private static String type(ByteBuffer in, int at) {
        byte[] name = new byte[4];
        in.get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private void index(ByteBuffer in) {
        int count = in.getShort(30);
        for (int i = 0; i < count; i++) indexSizes.add(in.getInt(32 + 12 * i));
    }

    private List<Sample> moof(ByteBuffer in) {
        List<Sample> found = new ArrayList<>();
        int at = 0;
        while (at < in.limit()) {
            int size = in.getInt(at);
            if (type(in, at + 4).equals("traf")) traf(in.slice(at + 8, size - 8), found);
            at += size;
        }
        return found;
    }

    private void traf(ByteBuffer in, List<Sample> found) {
        int track = in.getInt(12);
        long ticks = in.getLong(16 + 12);
        int run = 16 + 20;
        int count = in.getInt(run + 12);
        for (int i = 0; i < count; i++) {
            int at = run + 20 + 12 * i;
            long duration = in.getInt(at) & 0xFFFF_FFFFL;
            boolean keyframe = in.getInt(at + 8) == 0x0200_0000;
            found.add(new Sample(track, ticks, in.getInt(at + 4), keyframe, duration));
            ticks += duration;
        }
    }

    List<Sample> of(int track) {
        return samples.stream().filter(sample -> sample.track() == track).toList();
    }
}
