package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source that is held back, on one loop and across two. */
class HoldTest {
    private final Room room = new Room(0);

    private static List<Integer> sequences(Guest guest) {
        return guest.peer.sent.stream().map(FakePeer.Sent::sequenceNumber).toList();
    }

    @Test
    void heldBackPacketsLeaveNoGap() {
        Guest a = room.joinValidated("aaaa", 1);
        room.format(a, 0, Room.video(1));
        Guest b = room.joinValidated("bbbb", 2);
        room.format(b, 0, Room.video(1));
        a.handle.track(0).connect(b.handle.line(0), LinkTargets.best(), LinkEvents.NONE);
        room.turn();

        room.media(a, 7, 500, 0, 1);
        room.turn();
        a.handle.track(0).hold(true);
        room.turn();
        room.media(a, 7, 501, 3_000, 2);
        room.turn();
        a.handle.track(0).hold(false);
        room.turn();
        room.media(a, 7, 502, 6_000, 3);
        room.turn();

        assertEquals(List.of(1, 2), sequences(b));
        assertEquals(6_000, b.peer.sent.getLast().timestamp());
    }

    @Test
    void aMirrorTellsOfThePause() {
        Room other = new Room(1);
        Guest a = room.joinValidated("aaaa", 1);
        room.format(a, 0, Room.video(1));
        Guest b = other.joinValidated("bbbb", 2);
        other.format(b, 0, Room.video(1));
        a.handle.track(0).connect(b.handle.line(0), LinkTargets.best(), LinkEvents.NONE);
        other.turnAll();
        room.turnAll();

        room.media(a, 7, 500, 0, 1);
        room.turn();
        other.turnAll();
        a.handle.track(0).hold(true);
        room.turn();
        room.media(a, 7, 501, 3_000, 2);
        room.turn();
        a.handle.track(0).hold(false);
        room.turn();
        room.media(a, 7, 502, 6_000, 3);
        room.turn();
        other.turnAll();

        assertEquals(List.of(1, 2), sequences(b));
    }

    @Test
    void aMeterAveragesWhatPacketsTell() {
        List<Double> averages = new ArrayList<>();
        LevelMeter meter = new LevelMeter(2, averages::add);
        RtpPacket packet = new RtpPacket();

        for (int level : new int[] {10, RtpPacket.ABSENT, 20, 30, 40}) {
            packet.audioLevel = level;
            meter.onPacket(packet);
        }

        assertEquals(List.of(15.0, 35.0), averages);
    }
}
