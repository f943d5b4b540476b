package io.cardea.rtc.sctp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Joins fragments to messages.
 *
 * <p>The fragments of a message have consecutive TSNs, so neighbours are joined to runs wherever
 * they lie, and a run from a first to a last fragment is a message. Which stream it is for does not
 * matter until then, except that neighbours of different messages are never joined.
 */
final class Fragments {
    /**
     * What a stored fragment costs beyond its payload; counted, so that crumbs are bounded, too.
     */
    static final int OVERHEAD_BYTES = 128;

    private static final class Run {
        final InboundChunk sample;
        final ArrayDeque<byte[]> parts = new ArrayDeque<>();
        long first;
        long last;
        boolean begins;
        boolean ends;
        int bytes;

        Run(InboundChunk chunk) {
            sample = chunk;
            first = chunk.tsn();
            last = chunk.tsn();
            begins = chunk.begins();
            ends = chunk.ends();
            bytes = chunk.payload().length;
            parts.add(chunk.payload());
        }

        boolean isMessage() {
            return begins && ends;
        }

        boolean goesOnWith(Run next) {
            return !ends
                    && !next.begins
                    && last + 1 == next.first
                    && sample.isOfSameMessage(next.sample);
        }

        int weight() {
            return bytes + parts.size() * OVERHEAD_BYTES;
        }

        byte[] join() {
            if (parts.size() == 1) return parts.getFirst();
            byte[] whole = new byte[bytes];
            int at = 0;
            for (byte[] part : parts) {
                System.arraycopy(part, 0, whole, at, part.length);
                at += part.length;
            }
            return whole;
        }
    }

    private final Map<Long, Run> byLast = new HashMap<>();
    private final TreeMap<Long, Run> byFirst = new TreeMap<>();
    private int weight;

    /** Bytes held, overhead included. */
    int weight() {
        return weight;
    }

    /** Takes a fragment; returns the message it completes, with the payload joined. */
    Optional<InboundChunk> add(InboundChunk chunk) {
        Run run = new Run(chunk);
        weight += run.weight();
        Run before = byLast.get(run.first - 1);
        if (before != null && before.goesOnWith(run)) run = join(before, run);
        Run after = byFirst.get(run.last + 1);
        if (after != null && run.goesOnWith(after)) run = join(run, after);
        if (run.isMessage()) {
            remove(run);
            weight -= run.weight();
            return Optional.of(run.sample.whole(run.join()));
        }
        byFirst.put(run.first, run);
        byLast.put(run.last, run);
        return Optional.empty();
    }

    /** Drops what ends at or before this TSN: it will never be completed (RFC 3758, 3.6). */
    void dropThrough(long tsn) {
        while (!byFirst.isEmpty() && byFirst.firstEntry().getValue().last <= tsn) {
            Run run = byFirst.firstEntry().getValue();
            remove(run);
            weight -= run.weight();
        }
    }

    private Run join(Run left, Run right) {
        remove(left);
        remove(right);
        // Parts move from the shorter run to the longer, so that no order of arrival is dear.
        Run joined = left.parts.size() >= right.parts.size() ? left : right;
        if (joined == left) {
            left.parts.addAll(right.parts);
        } else {
            while (!left.parts.isEmpty()) right.parts.addFirst(left.parts.removeLast());
        }
        int bytes = left.bytes + right.bytes;
        joined.bytes = bytes;
        joined.first = left.first;
        joined.last = right.last;
        joined.begins = left.begins;
        joined.ends = right.ends;
        return joined;
    }

    private void remove(Run run) {
        byFirst.remove(run.first, run);
        byLast.remove(run.last, run);
    }
}
