package io.cardea.rtc.srtp;

import org.jspecify.annotations.Nullable;

/**
 * What a session knows of each SSRC in one direction: its replay window, whose highest index also
 * holds the roll-over counter. Open addressing; grows up to a limit and never forgets, since a
 * forgotten SSRC could be replayed.
 */
final class Streams {
    private static final int INITIAL_SLOTS = 8;
    private static final int SPREAD = 0x9E37_79B9;

    private final int maxStreams;
    private final int windowSize;
    private int[] ssrcs = new int[INITIAL_SLOTS];
    private @Nullable ReplayWindow[] windows = new ReplayWindow[INITIAL_SLOTS];
    private int size;

    Streams(int maxStreams, int windowSize) {
        this.maxStreams = maxStreams;
        this.windowSize = windowSize;
    }

    /** Whether one more SSRC may be added. */
    boolean hasRoom() {
        return size < maxStreams;
    }

    /** The window of the SSRC; null before {@link #add}. */
    @Nullable ReplayWindow find(int ssrc) {
        return windows[slot(ssrc)];
    }

    ReplayWindow add(int ssrc) {
        assert hasRoom() && find(ssrc) == null : "no new SSRC";
        if (2 * (size + 1) > ssrcs.length) grow();
        var window = new ReplayWindow(windowSize);
        put(ssrc, window);
        size++;
        return window;
    }

    private void grow() {
        int[] oldSsrcs = ssrcs;
        @Nullable ReplayWindow[] oldWindows = windows;
        ssrcs = new int[2 * oldSsrcs.length];
        windows = new ReplayWindow[2 * oldSsrcs.length];
        for (int i = 0; i < oldSsrcs.length; i++) {
            ReplayWindow window = oldWindows[i];
            if (window != null) put(oldSsrcs[i], window);
        }
    }

    private void put(int ssrc, ReplayWindow window) {
        int slot = slot(ssrc);
        ssrcs[slot] = ssrc;
        windows[slot] = window;
    }

    /** Where the SSRC is, or the empty slot where it belongs. */
    private int slot(int ssrc) {
        int mask = ssrcs.length - 1;
        int slot = ssrc * SPREAD >>> 16 & mask;
        while (windows[slot] != null && ssrcs[slot] != ssrc) slot = slot + 1 & mask;
        return slot;
    }
}
