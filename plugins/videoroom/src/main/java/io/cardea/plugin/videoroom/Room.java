package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who is in a room. Any thread.
 *
 * <p>One lock guards the members and what they note of each other; it is held shortly and never
 * while anything outside is called. What happens in the room is written under that lock into an
 * outbox, in the order in which it happened, and one thread at a time delivers it: so nobody sees
 * somebody leave before he came, and no lock is held while events are pushed.
 */
final class Room {
    private final Id id;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile RoomSettings settings;
    private volatile boolean destroyed;

    // Under the lock.
    private final Map<Id, Publisher> members = new LinkedHashMap<>();
    private final Set<String> allowed = new LinkedHashSet<>();
    private boolean allowedOnly;
    private final Queue<Delivery> outbox = new ArrayDeque<>();
    private boolean delivering;

    private record Delivery(List<Publisher> recipients, Json event) {}

    Room(Id id, RoomSettings settings) {
        this.id = id;
        this.settings = settings;
    }

    Id id() {
        return id;
    }

    RoomSettings settings() {
        return settings;
    }

    /** Replaces the settings as a whole. */
    void settings(RoomSettings edited) {
        settings = edited;
    }

    /** Settings made from those there are, in one step. */
    void edit(java.util.function.UnaryOperator<RoomSettings> change) {
        locked(() -> settings = change.apply(settings));
    }

    boolean isDestroyed() {
        return destroyed;
    }

    /** A participant of any kind, started or not. */
    Optional<Publisher> publisher(Id wanted) {
        return locked(() -> Optional.ofNullable(members.get(wanted)));
    }

    /** Who gave that private id away; empty when nobody here has it. */
    Optional<Publisher> owner(long privateId) {
        return locked(() ->
                members.values().stream()
                        .filter(member -> member.privateId() == privateId)
                        .findFirst());
    }

    /** All participants, in the order they came. */
    List<Publisher> members() {
        return locked(() -> List.copyOf(members.values()));
    }

    /** Computes something about members while nobody comes or goes. Nothing else may be called. */
    <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    // ---- Coming and going ----

    /**
     * Lets somebody in; others hear of it in a {@code notify_joining} room.
     *
     * @param view made of the others while nobody comes or goes
     * @throws RoomError if the room is gone or the id is taken
     */
    <T> T enter(Publisher publisher, Json joining, Function<List<Publisher>, T> view) {
        T seen =
                locked(() -> {
                    if (destroyed) throw RoomError.noSuchRoom(id);
                    if (members.containsKey(publisher.id())) {
                        throw new RoomError(
                                RoomError.ID_EXISTS,
                                "User ID " + publisher.id() + " already exists");
                    }
                    List<Publisher> others = List.copyOf(members.values());
                    members.put(publisher.id(), publisher);
                    if (!joining.members().isEmpty())
                        announce(joining, other -> other != publisher);
                    return view.apply(others);
                });
        deliver();
        return seen;
    }

    /** From now on its client gets the room's events, those that waited first. */
    void listen(Publisher publisher) {
        Optional<Json> next = locked(publisher::nextEarly);
        while (next.isPresent()) {
            publisher.push(next.get());
            next = locked(publisher::nextEarly);
        }
    }

    /**
     * Takes one of the places for publishers, until {@link #stop}. Who has one keeps it, even if
     * there are fewer now.
     *
     * @throws RoomError if they are taken, or it is no member any more
     */
    void reserve(Publisher publisher) {
        locked(() -> {
            if (!isMember(publisher)) {
                throw new RoomError(RoomError.NO_SUCH_ROOM, "No such room");
            }
            if (publisher.isStarted() || publisher.isPublishing()) return true;
            long taken =
                    members.values().stream()
                            .filter(other -> other != publisher && !other.isDummy())
                            .filter(other -> other.isStarted() || other.isPublishing())
                            .count();
            int limit = settings.media().publishers();
            if (taken >= limit) {
                throw new RoomError(
                        RoomError.PUBLISHERS_FULL,
                        "Maximum number of publishers (" + limit + ") already reached");
            }
            publisher.publishing(true);
            return true;
        });
    }

    /** Gives its place back: nothing was agreed on. */
    void release(Publisher publisher) {
        locked(() -> {
            publisher.publishing(false);
            return true;
        });
    }

    /** Its media is there: others are told; false if it is no member (any more). */
    boolean start(Publisher publisher, Supplier<Json> event) {
        boolean news =
                locked(() -> {
                    if (!isMember(publisher) || publisher.isStarted()) return false;
                    publisher.started(true);
                    announce(event.get(), other -> other != publisher);
                    return true;
                });
        deliver();
        return news;
    }

    /**
     * Its media is gone: others are told, if it is still a member.
     *
     * @param anyway whether others are told even if it never published
     */
    boolean stop(Publisher publisher, Json event, boolean anyway) {
        boolean was =
                locked(() -> {
                    boolean published = publisher.isStarted() || publisher.isPublishing();
                    publisher.publishing(false);
                    publisher.started(false);
                    if (isMember(publisher) && (published || anyway)) {
                        announce(event, other -> other != publisher);
                    }
                    return published;
                });
        deliver();
        return was;
    }

    /** Takes a member away and tells the others; false if it was none. */
    boolean leave(Publisher publisher, Json event) {
        boolean was =
                locked(() -> {
                    if (!members.remove(publisher.id(), publisher)) return false;
                    announce(event, other -> true);
                    return true;
                });
        deliver();
        return was;
    }

    /** Throws a member out, telling it and the others; false if it was none. */
    boolean kick(Publisher publisher, Json toIt, Json toOthers) {
        boolean was =
                locked(() -> {
                    if (!members.remove(publisher.id(), publisher)) return false;
                    publisher.kick();
                    outbox.add(new Delivery(List.of(publisher), toIt));
                    announce(toOthers, other -> true);
                    return true;
                });
        deliver();
        return was;
    }

    /** Ends the room: everybody is told; who was in is returned, nobody on a second call. */
    List<Publisher> destroy(Json event) {
        List<Publisher> last =
                locked(() -> {
                    List<Publisher> all = new ArrayList<>(members.values());
                    announce(event, other -> true);
                    destroyed = true;
                    members.clear();
                    return all;
                });
        deliver();
        return last;
    }

    boolean isMember(Publisher publisher) {
        return locked(() -> members.get(publisher.id()) == publisher);
    }

    // ---- Events ----

    /** Tells members something. */
    void tell(Json event, Predicate<Publisher> to) {
        locked(() -> announce(event, to));
        deliver();
    }

    private boolean announce(Json event, Predicate<Publisher> to) {
        List<Publisher> recipients =
                members.values().stream()
                        .filter(member -> member.handle().isPresent() && to.test(member))
                        .toList();
        return outbox.add(new Delivery(recipients, event));
    }

    private void deliver() {
        Optional<Delivery> next = nextDelivery(false);
        boolean whole = false;
        try {
            while (next.isPresent()) {
                deliver(next.get());
                next = nextDelivery(true);
            }
            whole = true;
        } finally {
            // Whoever comes next goes on with what is left, even after a fault of ours.
            if (!whole) locked(() -> delivering = false);
        }
    }

    private void deliver(Delivery delivery) {
        Json event = delivery.event();
        for (Publisher recipient : delivery.recipients()) {
            if (locked(() -> recipient.listens(event))) recipient.push(event);
        }
    }

    /** The next one, unless another thread is at it: then that one takes ours too. */
    private Optional<Delivery> nextDelivery(boolean ours) {
        return locked(() -> {
            if (delivering && !ours) return Optional.<Delivery>empty();
            Optional<Delivery> next = Optional.ofNullable(outbox.poll());
            delivering = next.isPresent();
            return next;
        });
    }

    // ---- Who is allowed ----

    /** Whether a token opens the room. */
    boolean admits(Optional<String> token) {
        return locked(() -> !allowedOnly || token.filter(this::isAllowed).isPresent());
    }

    /** Looks at all of them, so that the time it takes tells nothing. */
    private boolean isAllowed(String token) {
        boolean found = false;
        for (String one : allowed) {
            found |= Access.isSame(one, token);
        }
        return found;
    }

    boolean hasAllowed() {
        return locked(() -> allowedOnly);
    }

    void allowedOnly(boolean on) {
        locked(() -> allowedOnly = on);
    }

    void allow(List<String> tokens) {
        locked(() -> allowed.addAll(tokens));
    }

    void disallow(List<String> tokens) {
        locked(() -> allowed.removeAll(tokens));
    }

    List<String> allowed() {
        return locked(() -> List.copyOf(allowed));
    }
}
