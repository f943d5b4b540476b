package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.PeerEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaLoopTest {
    private static final int REQUEST = 0x0001;
    private static final int INDICATION = 0x0011;
    private static final int SUCCESS = 0x0101;
    private static final int ERROR = 0x0111;
    private static final TransportAddress STRANGER =
            TransportAddress.ipv4(Protocol.UDP, 0x0A0000FF, 999);

    private final Room room = new Room(0);

    private LoopCounters counters() {
        room.now += 2 * Room.SECOND;
        room.turn();
        return room.loop.counters();
    }

    @Test
    void whatHasToBeCopiedIsPublishedForThoseWhoWatch() {
        Guest a = room.join("aaaa", 1);
        a.peer.context.totals().iceConnected = 1;
        assertEquals(0, counters().totals().iceConnected);
        room.loop.watch();
        LoopCounters first = counters();
        a.peer.context.totals().iceConnected = 2;
        assertEquals(1, first.totals().iceConnected, "a copy");
        assertEquals(room.now, first.nanos());
        a.handle.close("gone");
        room.turn();
        assertEquals(2, counters().totals().iceConnected, "what a peer counted stays");
        assertEquals(2, first.plus(LoopCounters.ZERO).totals().iceConnected + 1);
        assertEquals(first.nanos(), first.plus(LoopCounters.ZERO).nanos());
    }

    @Test
    void aConnectivityCheckGoesToThePeerWithThatUfrag() {
        Guest a = room.join("aaaa", 1);
        Guest b = room.join("bbbb", 2);

        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, "bbbb:remote"));
        room.turn();

        assertEquals(0, a.peer.received.size());
        assertEquals(1, b.peer.received.size());
    }

    @Test
    void aCheckForNobodyIsDroppedAndCounted() {
        room.join("aaaa", 1);

        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, "zzzz:remote"));
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, ""));
        room.turn();

        assertEquals(2, counters().unknownUfrag());
        assertEquals(0, room.loop.pool().inUse());
    }

    @Test
    void anAnswerGoesToThePeerThatAsked() {
        Guest a = room.join("aaaa", 1);
        Guest b = room.join("bbbb", 2);
        b.peer.say(Room.BASE, STRANGER, Room.stun(REQUEST, 77, "x:bbbb"));
        b.peer.context.wake();
        room.turn();

        room.ports.deliver(STRANGER, Room.BASE, Room.stun(SUCCESS, 77, ""));
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(ERROR, 77, ""));
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(SUCCESS, 78, ""));
        room.turn();

        assertEquals(0, a.peer.received.size());
        assertEquals(2, b.peer.received.size());
        assertEquals(1, counters().unknownTransaction());
    }

    @Test
    void anAnswerToAPeerThatIsGoneFindsNobody() {
        Guest b = room.joinValidated("bbbb", 2);
        b.peer.say(Room.BASE, STRANGER, Room.stun(REQUEST, 77, "x:bbbb"));
        b.peer.context.wake();
        room.turn();
        b.handle.close("gone");
        room.turn();

        room.ports.deliver(STRANGER, Room.BASE, Room.stun(SUCCESS, 77, ""));
        room.turn();

        assertEquals(List.of(), b.peer.received);
        assertEquals(1, counters().unknownTransaction());
    }

    @Test
    void aTransactionIsForgottenAfterAWhile() {
        Guest a = room.join("aaaa", 1);
        for (long transaction = 1; transaction <= 3; transaction++) {
            a.peer.say(Room.BASE, STRANGER, Room.stun(REQUEST, transaction, "x:aaaa"));
            a.peer.context.wake();
            room.turn();
            room.now += Demux.TRANSACTION_NANOS + 1;
        }

        room.ports.deliver(STRANGER, Room.BASE, Room.stun(SUCCESS, 1, ""));
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(SUCCESS, 3, ""));
        room.turn();

        assertEquals(1, a.peer.received.size());
    }

    @Test
    void mediaAndHandshakesAreTakenFromValidatedPathsOnly() {
        Guest a = room.join("aaaa", 1);
        byte[] clientHello = new byte[50];
        clientHello[0] = 22;

        room.ports.deliver(a.remote, Room.BASE, clientHello);
        room.turn();
        assertEquals(0, a.peer.received.size());
        room.validate(a);
        room.ports.deliver(a.remote, Room.BASE, clientHello);
        room.ports.deliver(a.remote, Room.BASE, Room.stun(INDICATION, 5, ""));
        room.ports.deliver(STRANGER, Room.BASE, clientHello);
        room.turn();

        assertEquals(2, a.peer.received.size());
        assertEquals(2, counters().unvalidated());
    }

    @Test
    void anIceRestartKeepsTheOldUfragBesideTheNew() {
        Guest a = room.join("old1", 1);

        a.peer.ufrag = "new2";
        a.peer.context.wake();
        room.turn();
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, "old1:r"));
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, "new2:r"));
        room.turn();

        assertEquals(2, a.peer.received.size());
    }

    @Test
    void aPathMovesToThePeerThatValidatedItLast() {
        Guest a = room.joinValidated("aaaa", 1);
        Guest b = room.join("bbbb", 2);
        b.peer.outputs.add(sink -> sink.onValidated(Room.BASE, a.remote));
        b.peer.context.wake();
        room.turn();

        room.media(a, 1, 1, 0, 1);
        room.turn();
        a.handle.close("bye");
        room.turn();
        room.media(a, 1, 2, 0, 1);
        room.turn();

        assertEquals(0, a.peer.received.size());
        assertEquals(2, b.peer.received.size());
    }

    @Test
    void callsAPeerWhenItsDeadlineHasCome() {
        Guest a = room.join("aaaa", 1);
        Guest b = room.join("bbbb", 2);
        a.peer.deadline = room.now + 500;
        b.peer.deadline = room.now + 300;
        a.peer.context.wake();
        b.peer.context.wake();
        room.turn();

        assertEquals(room.now + 300, room.loop.nextDeadlineNanos());
        room.now += 300;
        room.turn();
        assertEquals(List.of(room.now), b.peer.expired);
        assertEquals(List.of(), a.peer.expired);
        room.now += 200;
        room.turn();
        assertEquals(List.of(room.now), a.peer.expired);
        assertEquals(Long.MAX_VALUE, room.loop.nextDeadlineNanos());
    }

    @Test
    void runsAtMostSoManyCommandsATurn() {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < MediaLoop.COMMANDS_PER_TURN + 10; i++) {
            int number = i;
            room.loop.post(() -> ran.add(number));
        }

        assertTrue(room.turn());
        assertEquals(MediaLoop.COMMANDS_PER_TURN, ran.size());
        assertTrue(room.turn());
        assertEquals(MediaLoop.COMMANDS_PER_TURN + 10, ran.size());
        assertFalse(room.turn());
    }

    @Test
    void aFaultyPeerIsClosedAndTheLoopLives() {
        Guest a = room.joinValidated("aaaa", 1);
        Guest b = room.joinValidated("bbbb", 2);
        a.peer.throwOnReceive = true;

        room.media(a, 1, 1, 0, 1);
        room.media(b, 1, 1, 0, 1);
        room.turn();

        assertEquals(List.of(new PeerEvent.Closed("Internal error")), a.events);
        assertEquals(1, b.peer.received.size());
        LoopCounters counters = counters();
        assertEquals(1, counters.faults());
        assertEquals(1, counters.peers());
        assertEquals(0, room.loop.pool().inUse());
    }

    @Test
    void aPeerThatCannotBeMadeIsToldClosed() {
        List<PeerEvent> events = new ArrayList<>();
        PeerSeat seat = new PeerSeat(room.loop, events::add, () -> {});
        PeerMaker maker =
                context -> {
                    throw new IllegalStateException("planted");
                };

        room.loop.post(() -> room.loop.admit(seat, maker, (l, s) -> l.sharedBases()));
        room.turn();

        assertEquals(List.of(new PeerEvent.Closed("Internal error")), events);
        assertEquals(0, counters().peers());
    }

    @Test
    void aClosedPeerLeavesNothingBehind() {
        Guest a = room.joinValidated("aaaa", 1);

        a.handle.close("bye");
        a.handle.close("again");
        room.turn();
        room.media(a, 1, 1, 0, 1);
        room.ports.deliver(STRANGER, Room.BASE, Room.stun(REQUEST, 1, "aaaa:remote"));
        room.turn();

        assertEquals(List.of(new PeerEvent.Closed("bye")), a.events);
        assertEquals(0, a.peer.received.size());
        assertEquals(0, counters().peers());
        assertEquals(Long.MAX_VALUE, room.loop.nextDeadlineNanos());
    }

    @Test
    void sendsFromTheRightPortAndCountsTheRest() {
        Guest a = room.join("aaaa", 1);
        a.peer.say(Room.BASE, a.remote, new byte[] {1});
        a.peer.say(STRANGER, a.remote, new byte[] {2});
        a.peer.context.wake();
        room.turn();

        assertEquals(1, room.ports.sent.size());
        assertEquals(Room.BASE, room.ports.sent.getFirst().from());
        assertEquals(a.remote, room.ports.sent.getFirst().to());
        assertEquals(1, counters().unroutable());
        assertEquals(0, room.loop.pool().inUse());
    }

    @Test
    void aPortOfItsOwnBelongsToItsPeerWhateverComes() {
        List<PeerEvent> events = new ArrayList<>();
        PeerSeat seat = new PeerSeat(room.loop, events::add, () -> {});
        FakePeer[] made = new FakePeer[1];
        PeerMaker maker =
                context -> {
                    made[0] = new FakePeer(context, "aaaa");
                    return made[0];
                };
        TransportAddress own = Room.BASE.withPort(6_000);
        room.loop.post(() ->
                room.loop.admit(
                        seat,
                        maker,
                        (loop, s) -> List.of(loop.open(room.ports.udp(own), s).port().local())));
        room.turn();

        room.ports.deliver(STRANGER, own, new byte[] {22, 1, 2});
        room.ports.deliver(STRANGER, own, Room.stun(SUCCESS, 4, ""));
        room.turn();
        assertEquals(2, made[0].received.size());
        assertEquals(List.of(own), made[0].context.turnBases());
        room.loop.post(() -> seat.command(peer -> peer.close("bye", 0)));
        room.turn();

        assertEquals(List.of(Room.BASE), room.ports.open);
    }

    @Test
    void closingTheLoopTellsEveryPeer() {
        Guest a = room.joinValidated("aaaa", 1);
        Guest b = room.joinValidated("bbbb", 2);

        room.loop.close();

        assertEquals(List.of(new PeerEvent.Closed("Shutting down")), a.events);
        assertEquals(List.of(new PeerEvent.Closed("Shutting down")), b.events);
        assertTrue(room.ports.closed);
        assertEquals(List.of(), room.ports.open);
        assertEquals(0, room.loop.pool().inUse());
    }
}
