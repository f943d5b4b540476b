package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tracks, links and mirrors over loops turned by hand. */
class LinkTest {
    private final Room room = new Room(0);

    private static LinkControl link(Guest from, Guest to) {
        return from.handle.track(0).connect(to.handle.line(0), LinkTargets.best(), LinkEvents.NONE);
    }

    private static List<Integer> sequences(Guest guest) {
        return guest.peer.sent.stream().map(FakePeer.Sent::sequenceNumber).toList();
    }

    private Guest publisher(String ufrag, int port) {
        Guest guest = room.joinValidated(ufrag, port);
        room.format(guest, 0, Room.video(1));
        return guest;
    }

    @Test
    void onePublisherReachesEveryViewer() {
        Guest a = publisher("aaaa", 1);
        List<Guest> viewers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            viewers.add(publisher("view" + i, 10 + i));
            link(a, viewers.get(i));
        }
        room.turn();

        for (int i = 0; i < 10; i++) {
            room.media(a, 7, 500 + i, 3_000 * i, i);
        }
        room.turn();

        for (Guest viewer : viewers) {
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), sequences(viewer));
            assertEquals(9 * 3_000, viewer.peer.sent.getLast().timestamp());
            assertArrayEquals(Room.rtp(7, 509, 27_000, 9), viewer.peer.sent.getLast().bytes());
        }
        assertEquals(0, room.loop.pool().inUse());
    }

    @Test
    void anEchoIsSentWhenItsPeerHasDrained() {
        Guest a = publisher("aaaa", 1);
        link(a, a);
        room.turn();

        room.media(a, 7, 500, 0, 1);
        room.media(a, 7, 501, 3_000, 2);
        room.turn();

        assertEquals(List.of(1, 2), sequences(a));
        assertEquals(0, room.loop.pool().inUse());
    }

    @Test
    void aViewersRequestForAKeyframeReachesThePublisher() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        link(a, b);
        link(a, a);
        room.turn();

        b.peer.outputs.add(sink -> sink.onKeyframeRequest(0));
        b.peer.context.wake();
        a.peer.outputs.add(sink -> sink.onKeyframeRequest(0));
        a.peer.context.wake();
        room.turn();

        assertEquals(List.of(0), a.peer.keyframeRequests);
        assertEquals(List.of(), b.peer.keyframeRequests);
    }

    @Test
    void aPauseLeavesNoGap() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        LinkControl link = link(a, b);
        room.turn();

        room.media(a, 7, 500, 0, 1);
        room.turn();
        link.active(false);
        room.turn();
        room.media(a, 7, 501, 3_000, 2);
        room.turn();
        link.active(true);
        room.turn();
        room.media(a, 7, 502, 6_000, 3);
        room.turn();

        assertEquals(List.of(1, 2), sequences(b));
        assertEquals(6_000, b.peer.sent.getLast().timestamp());
    }

    @Test
    void aSwitchOfPublishersIsContinuous() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        Guest viewer = publisher("view", 3);
        LinkControl first = link(a, viewer);
        room.turn();
        room.media(a, 7, 500, 1_000, 1);
        room.turn();

        first.close();
        link(b, viewer);
        room.turn();
        room.now += Room.SECOND / 10;
        room.media(a, 7, 501, 4_000, 2);
        room.media(b, 8, 60_000, 77, Room.KEYFRAME);
        room.turn();

        assertEquals(List.of(1, 2), sequences(viewer));
        assertEquals(9_000, viewer.peer.sent.getLast().timestamp());
    }

    @Test
    void whoIsSwitchedToIsSeenFromAKeyframeOn() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        Guest viewer = publisher("view", 3);
        LinkControl first = link(a, viewer);
        room.turn();
        room.media(a, 7, 500, 1_000, 1);
        room.turn();

        first.close();
        link(b, viewer);
        room.turn();
        room.media(b, 8, 60_000, 77, 2);
        room.media(b, 8, 60_001, 78, Room.KEYFRAME);
        room.media(b, 8, 60_002, 79, 3);
        room.turn();

        assertEquals(List.of(1, 2, 3), sequences(viewer));
        assertArrayEquals(Room.rtp(8, 60_001, 78, Room.KEYFRAME), viewer.peer.sent.get(1).bytes());
    }

    @Test
    void whoNeverSendsAKeyframeIsAskedAgainAndSeenInTheEnd() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        Guest viewer = publisher("view", 3);
        LinkControl first = link(a, viewer);
        room.turn();
        room.media(a, 7, 500, 1_000, 1);
        room.turn();
        first.close();
        link(b, viewer);
        room.turn();

        for (int tenth = 0; tenth < 30; tenth++) {
            room.media(b, 8, 600 + tenth, 77 * tenth, 2);
            room.turn();
            room.now += Room.SECOND / 10;
        }
        assertEquals(List.of(1), sequences(viewer));
        room.media(b, 8, 630, 77 * 30, 2);
        room.media(b, 8, 631, 77 * 31, 2);
        room.turn();

        assertEquals(List.of(1, 2, 3), sequences(viewer));
        assertEquals(5, b.peer.keyframeRequests.size());
    }

    @Test
    void theLinePutsItsOwnPayloadTypeOnTheSameCodec() {
        Guest a = publisher("aaaa", 1);
        Guest b = room.joinValidated("bbbb", 2);
        Codec renumbered = new Codec("h264", 125, 90_000, 1, "");
        room.format(b, 0, new TrackFormat(MediaKind.VIDEO, renumbered, 1, ExtensionIds.NONE, -1));
        link(a, b);
        room.turn();

        room.media(a, 7, 500, 0, 1);
        room.turn();

        assertEquals(125, b.peer.sent.getFirst().payloadType());
    }

    @Test
    void theEndOfAPublisherIsTold() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        List<String> told = new ArrayList<>();
        LinkEvents events =
                new LinkEvents() {
                    @Override
                    public void onEnd() {
                        told.add("end");
                    }
                };
        LinkControl link = a.handle.track(0).connect(b.handle.line(0), LinkTargets.best(), events);
        room.turn();

        a.handle.close("bye");
        room.turn();
        link.close();
        room.turn();

        assertEquals(List.of("end"), told);
    }

    @Test
    void aViewerThatFailsDoesNotHurtTheOthers() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        Guest c = publisher("cccc", 3);
        link(a, b);
        link(a, c);
        room.turn();
        b.peer.throwOnSend = true;

        room.media(a, 7, 500, 0, 1);
        room.media(a, 7, 501, 0, 1);
        room.turn();

        assertEquals(List.of(new PeerEvent.Closed("Internal error")), b.events);
        assertEquals(List.of(1, 2), sequences(c));
        assertEquals(List.of(), a.events);
    }

    @Test
    void aRawSinkThatThrowsIsDisconnected() {
        Guest a = publisher("aaaa", 1);
        Guest b = publisher("bbbb", 2);
        TrackSink broken =
                new TrackSink() {
                    @Override
                    public void onPacket(RtpPacket lent) {
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public void onEnd() {}
                };
        a.handle.track(0).connect(SinkHandle.raw(broken), LinkTargets.best(), LinkEvents.NONE);
        link(a, b);
        room.turn();

        room.media(a, 7, 500, 0, 1);
        room.media(a, 7, 501, 0, 1);
        room.turn();

        assertEquals(2, b.peer.sent.size());
        room.now += 2 * Room.SECOND;
        room.turn();
        assertEquals(1, room.loop.counters().faults());
    }

    // ---- Across loops ----

    @Test
    void aMirrorCarriesOneCopyToAnotherLoop() {
        Room other = new Room(1);
        Guest a = publisher("aaaa", 1);
        Guest b = other.joinValidated("bbbb", 1);
        Guest c = other.joinValidated("cccc", 2);
        other.format(b, 0, Room.video(1));
        other.format(c, 0, Room.video(1));
        link(a, b);
        link(a, c);
        other.turnAll();
        room.turnAll();

        room.media(a, 7, 500, 0, 1);
        room.media(a, 7, 501, 3_000, 2);
        room.turn();
        other.turn();

        assertEquals(List.of(1, 2), sequences(b));
        assertEquals(List.of(1, 2), sequences(c));
        assertArrayEquals(Room.rtp(7, 501, 3_000, 2), c.peer.sent.getLast().bytes());
        assertEquals(0, room.loop.pool().inUse());
        assertEquals(0, other.loop.pool().inUse());
    }

    @Test
    void aFullMirrorDropsAndCounts() {
        Room other = new Room(1);
        Guest a = publisher("aaaa", 1);
        Guest b = other.joinValidated("bbbb", 1);
        other.format(b, 0, Room.video(1));
        link(a, b);
        other.turnAll();
        room.turnAll();

        for (int i = 0; i < Mirror.CAPACITY + 10; i++) {
            room.media(a, 7, i, 0, 1);
        }
        room.turnAll();
        other.turnAll();
        other.now += 2 * Room.SECOND;
        other.turn();

        assertEquals(Mirror.CAPACITY, b.peer.sent.size());
        assertEquals(10, other.loop.counters().mirrorDrops());
    }

    @Test
    void keyframeRequestsTravelBackThroughAMirrorMerged() {
        Room other = new Room(1);
        Guest a = publisher("aaaa", 1);
        Guest b = other.joinValidated("bbbb", 1);
        Guest c = other.joinValidated("cccc", 2);
        link(a, b);
        link(a, c);
        other.turnAll();
        room.turnAll();

        b.peer.outputs.add(sink -> sink.onKeyframeRequest(0));
        b.peer.context.wake();
        c.peer.outputs.add(sink -> sink.onKeyframeRequest(0));
        c.peer.context.wake();
        other.turnAll();
        room.turnAll();

        assertEquals(List.of(0), a.peer.keyframeRequests);
    }

    @Test
    void theLastViewerOfALoopTakesTheMirrorAway() {
        Room other = new Room(1);
        Guest a = publisher("aaaa", 1);
        Guest b = other.joinValidated("bbbb", 1);
        LinkControl first = link(a, b);
        other.turnAll();
        room.turnAll();
        first.close();
        other.turnAll();
        room.turnAll();
        room.media(a, 7, 500, 0, 1);
        room.turnAll();
        other.turnAll();
        assertEquals(0, b.peer.sent.size());

        link(a, b);
        other.turnAll();
        room.turnAll();
        room.media(a, 7, 501, 0, 1);
        room.turnAll();
        other.turnAll();

        assertEquals(1, b.peer.sent.size());
    }

    @Test
    void theEndOfAPublisherCrossesLoops() {
        Room other = new Room(1);
        Guest a = publisher("aaaa", 1);
        Guest b = other.joinValidated("bbbb", 1);
        List<String> told = new ArrayList<>();
        LinkEvents events =
                new LinkEvents() {
                    @Override
                    public void onEnd() {
                        told.add("end");
                    }
                };
        a.handle.track(0).connect(b.handle.line(0), LinkTargets.best(), events);
        other.turnAll();
        room.turnAll();

        a.handle.close("bye");
        room.turnAll();
        other.turnAll();

        assertEquals(List.of("end"), told);
    }
}
