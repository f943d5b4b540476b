package io.cardea.testkit;

import java.util.List;
import java.util.Set;

/**
 * What a headless peer has received so far.
 *
 * @param lines one per m-line, in order
 * @param messages of data channels, the last {@link #MAX_MESSAGES}, oldest first
 * @param messageCount of data channels, all
 */
public record Reception(List<Line> lines, List<Message> messages, long messageCount) {
    /** Data messages kept. */
    public static final int MAX_MESSAGES = 1_000;

    public Reception {
        lines = List.copyOf(lines);
        messages = List.copyOf(messages);
    }

    /** An m-line; one that is not there has received nothing. */
    public Line line(int index) {
        return index < lines.size() ? lines.get(index) : Line.NOTHING;
    }

    /**
     * An m-line.
     *
     * @param missing packets that other ones were received after
     * @param keyframes packets that begin a keyframe
     * @param ssrcs the first 16 that were heard
     * @param payloadType of the last packet, -1 before
     * @param audioLevel of the last packet, -1 without
     * @param playoutDelayMin of the last packet that had one, in units of 10 ms, -1 before
     * @param playoutDelayMax the same
     * @param keyframeRequests that came for what is sent on it
     * @param width of the last VP8 keyframe, 0 before: 320 doubled for each simulcast layer
     */
    public record Line(
            long packets,
            long bytes,
            long missing,
            long keyframes,
            Set<Long> ssrcs,
            int payloadType,
            int audioLevel,
            int playoutDelayMin,
            int playoutDelayMax,
            long keyframeRequests,
            int width) {
        static final Line NOTHING = new Line(0, 0, 0, 0, Set.of(), -1, -1, -1, -1, 0, 0);

        public Line {
            ssrcs = Set.copyOf(ssrcs);
        }
    }

    /** A message of a data channel. */
    public record Message(String label, boolean binary, String text) {}
}
