package io.cardea.media.record.movie;

/**
 * Places in a file from which it can be played, in order. When there is no room for more, every
 * second one is forgotten, and from then on as many are left out: seeking gets coarser, not memory
 * fuller.
 */
final class SeekPoints {
    private final long[] millis;
    private final long[] positions;
    private int count;
    private int stride = 1;
    private int sinceLast;

    SeekPoints(int capacity) {
        millis = new long[capacity];
        positions = new long[capacity];
    }

    void add(long atMillis, long position) {
        if (count > 0 && millis[count - 1] == atMillis) {
            positions[count - 1] = position; // sound began with the picture
            return;
        }
        if (count > 0 && ++sinceLast < stride) return;
        sinceLast = 0;
        if (count == millis.length) thin();
        millis[count] = atMillis;
        positions[count++] = position;
    }

    private void thin() {
        int kept = 0;
        for (int i = 0; i < count; i += 2) {
            millis[kept] = millis[i];
            positions[kept++] = positions[i];
        }
        count = kept;
        stride *= 2;
    }

    int count() {
        return count;
    }

    long millis(int i) {
        return millis[i];
    }

    long position(int i) {
        return positions[i];
    }
}
