package io.cardea.transport.http;

import io.cardea.spi.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The events of one session between two long polls, in order.
 *
 * <p>Any thread. An event answers every poll that waits: the first gets it, the others get nothing,
 * which clients see as a keepalive. Holds at most {@value #CAPACITY} events; when nobody polls the
 * oldest go first, and are counted.
 */
final class SessionQueue {
    static final int CAPACITY = 4_096;

    private final HttpClient owner;
    private final Deque<Json> events = new ArrayDeque<>();
    private final List<Poll> polls = new ArrayList<>();
    private long dropped;
    private boolean ended;

    SessionQueue(HttpClient owner) {
        this.owner = owner;
    }

    /** A request for events. */
    static final class Poll {
        private final int max;
        private final CompletableFuture<List<Json>> answer = new CompletableFuture<>();

        private Poll(int max) {
            this.max = max;
        }

        /** The events it got: none for a keepalive. */
        CompletableFuture<List<Json>> answer() {
            return answer;
        }
    }

    HttpClient owner() {
        return owner;
    }

    synchronized void offer(Json event) {
        if (ended) return;
        if (events.size() == CAPACITY) {
            events.removeFirst();
            dropped++;
        }
        events.addLast(event);
        answerAll();
    }

    /** Asks for up to so many events. */
    synchronized Poll poll(int max) {
        Poll poll = new Poll(max);
        polls.add(poll);
        if (ended || !events.isEmpty()) answerAll();
        return poll;
    }

    /**
     * Answers a poll that has waited long enough with whatever there is, if it was not answered.
     */
    synchronized void expire(Poll poll) {
        if (polls.remove(poll)) poll.answer.complete(take(poll.max));
    }

    /** Forgets a poll whose connection is gone, so that it takes no events. */
    synchronized void abandon(Poll poll) {
        if (polls.remove(poll)) poll.answer.complete(List.of());
    }

    /** Puts back, in front, what a poll got and could not deliver. */
    synchronized void putBack(List<Json> undelivered) {
        if (ended) return;
        undelivered.reversed().forEach(events::addFirst);
        if (!events.isEmpty()) answerAll();
    }

    /** The session left: polls get what is queued, later events are dropped. */
    synchronized void end() {
        ended = true;
        answerAll();
    }

    private void answerAll() {
        List<Poll> waiting = List.copyOf(polls);
        polls.clear();
        for (Poll poll : waiting) {
            poll.answer.complete(take(poll.max));
        }
    }

    private List<Json> take(int max) {
        List<Json> taken = new ArrayList<>();
        while (taken.size() < max && !events.isEmpty()) {
            taken.add(events.removeFirst());
        }
        return List.copyOf(taken);
    }

    synchronized long dropped() {
        return dropped;
    }
}
