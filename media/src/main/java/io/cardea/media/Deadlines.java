package io.cardea.media;

import java.util.Arrays;

/**
 * Timers by deadline: a binary heap in which every timer knows its position, so that moving one,
 * which happens after every drain of a peer, costs a few comparisons and no search.
 *
 * <p>Belongs to one loop. Does not allocate but to grow.
 */
final class Deadlines {
    private LoopTimer[] heap = new LoopTimer[64];
    private int size;

    /** The earliest deadline, or {@link LoopTimer#NEVER}. */
    long next() {
        return size == 0 ? LoopTimer.NEVER : heap[0].deadlineNanos;
    }

    int size() {
        return size;
    }

    /** Schedules or moves a timer; {@link LoopTimer#NEVER} takes it out. */
    void set(LoopTimer timer, long deadlineNanos) {
        if (timer.deadlineNanos == deadlineNanos) return;
        if (deadlineNanos == LoopTimer.NEVER) {
            remove(timer);
            return;
        }
        timer.deadlineNanos = deadlineNanos;
        if (timer.position < 0) {
            if (size == heap.length) heap = Arrays.copyOf(heap, size * 2);
            place(timer, size++);
        }
        up(timer);
        down(timer);
    }

    private void remove(LoopTimer timer) {
        timer.deadlineNanos = LoopTimer.NEVER;
        int position = timer.position;
        if (position < 0) return;
        timer.position = -1;
        LoopTimer last = heap[--size];
        heap[size] = Placeholder.NONE;
        if (last == timer) return;
        place(last, position);
        up(last);
        down(last);
    }

    /** Runs what is due, each timer at most once. Returns how many ran. */
    int advance(long nowNanos) {
        int ran = 0;
        // A timer that asks for the past again waits for the next turn: the loop must get on.
        int limit = size;
        while (ran < limit && size > 0 && heap[0].deadlineNanos <= nowNanos) {
            LoopTimer timer = heap[0];
            remove(timer);
            timer.action.run();
            ran++;
        }
        return ran;
    }

    private void up(LoopTimer timer) {
        int i = timer.position;
        while (i > 0) {
            LoopTimer parent = heap[(i - 1) / 2];
            if (parent.deadlineNanos <= timer.deadlineNanos) break;
            place(parent, i);
            i = (i - 1) / 2;
        }
        place(timer, i);
    }

    private void down(LoopTimer timer) {
        int i = timer.position;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && heap[child + 1].deadlineNanos < heap[child].deadlineNanos) {
                child++;
            }
            if (heap[child].deadlineNanos >= timer.deadlineNanos) break;
            place(heap[child], i);
            i = child;
        }
        place(timer, i);
    }

    private void place(LoopTimer timer, int position) {
        heap[position] = timer;
        timer.position = position;
    }

    private static final class Placeholder {
        static final LoopTimer NONE = new LoopTimer(() -> {});
    }
}
