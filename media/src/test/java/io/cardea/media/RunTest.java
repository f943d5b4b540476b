package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes in one turn goes to one sink after the other, on its loop and on another. */
class RunTest {
    private static final int SSRC = 7;

    private final Room room = new Room(0);
    private final Room other = new Room(1);
    private final Guest publisher = room.joinValidated("aaaa", 1);
    private final List<String> heard = new ArrayList<>();

    RunTest() {
        room.format(publisher, 0, Room.video(1));
    }

    @AfterEach
    void nothingLeaks() {
        assertEquals(0, room.loop.pool().inUse());
        assertEquals(0, other.loop.pool().inUse());
    }

    /** A sink that notes what it hears, with a name. */
    private final class Listener implements TrackSink {
        private final String name;
        private final Consumer<RtpPacket> more;

        Listener(String name, Consumer<RtpPacket> more) {
            this.name = name;
            this.more = more;
        }

        @Override
        public void onPacket(RtpPacket lent) {
            heard.add(name + lent.sequenceNumber);
            more.accept(lent);
        }

        @Override
        public void onLull() {
            heard.add(name + " lull");
        }

        @Override
        public void onResumed() {
            heard.add(name + " resumed");
        }

        @Override
        public void onEnd() {
            heard.add(name + " end");
        }
    }

    private SinkHandle listener(Room where, String name, Consumer<RtpPacket> more) {
        SinkHandle sink = SinkHandle.raw(new Listener(name, more));
        sink.settle(where.loop);
        return sink;
    }

    private void link(SinkHandle sink) {
        publisher.handle.track(0).connect(sink, LinkTargets.best(), LinkEvents.NONE);
        other.turnAll();
        room.turnAll();
    }

    private void send(int first, int count) {
        for (int i = first; i < first + count; i++) {
            room.media(publisher, SSRC, i, 3_000 * i, 1);
        }
        room.turnAll();
        other.turnAll();
    }

    private static List<String> each(String name, int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> name + i).toList();
    }

    @Test
    void goesToOneSinkAfterTheOther() {
        link(listener(room, "x", p -> {}));
        link(listener(room, "y", p -> {}));

        send(1, 3);

        assertEquals(List.of("x1", "x2", "x3", "x lull", "y1", "y2", "y3", "y lull"), heard);
    }

    @Test
    void isPassedOnWhenItIsFull() {
        link(listener(room, "x", p -> {}));
        link(listener(room, "y", p -> {}));

        send(1, 2 * Run.CAPACITY + 5);

        List<String> ofX = heard.stream().filter(s -> s.matches("x\\d+")).toList();
        List<String> ofY = heard.stream().filter(s -> s.matches("y\\d+")).toList();
        assertEquals(each("x", 1, 2 * Run.CAPACITY + 5), ofX);
        assertEquals(each("y", 1, 2 * Run.CAPACITY + 5), ofY);
    }

    @Test
    void aSinkThatThrowsInTheMiddleIsOutAndTheOthersHearAll() {
        link(
                listener(
                        room,
                        "x",
                        p -> {
                            if (p.sequenceNumber == 2) throw new IllegalStateException("made up");
                        }));
        link(listener(room, "y", p -> {}));

        send(1, 3);
        send(4, 1);

        assertEquals(List.of("x1", "x2", "y1", "y2", "y3", "y lull", "y4", "y lull"), heard);
    }

    @Test
    void crossesToAnotherLoopInOrder() {
        link(listener(other, "x", p -> {}));
        link(listener(other, "y", p -> {}));

        send(1, 3);

        assertEquals(List.of("x1", "x2", "x3", "x lull", "y1", "y2", "y3", "y lull"), heard);
    }

    @Test
    void aPauseComesBetweenThePacketsOfAnotherLoopWhereItWas() {
        link(listener(other, "x", p -> {}));

        room.media(publisher, SSRC, 1, 3_000, 1);
        room.turnAll();
        publisher.handle.track(0).hold(true);
        room.turnAll();
        room.media(publisher, SSRC, 2, 6_000, 1);
        room.turnAll();
        publisher.handle.track(0).hold(false);
        room.turnAll();
        room.media(publisher, SSRC, 3, 9_000, 1);
        room.turnAll();
        other.turnAll();

        assertEquals(List.of("x1", "x lull", "x resumed", "x3", "x lull"), heard);
    }

    @Test
    void aFullRingDropsAndCounts() {
        link(listener(other, "x", p -> {}));

        for (int i = 0; i < Mirror.CAPACITY + 3; i++) {
            room.media(publisher, SSRC, i, 3_000 * i, 1);
            room.turnAll();
        }
        other.turnAll();

        assertEquals(
                each("x", 0, Mirror.CAPACITY),
                heard.stream().filter(s -> s.matches("x\\d+")).toList());
        other.now += 2 * Room.SECOND;
        other.turnAll();
        assertEquals(3, other.loop.counters().mirrorDrops());
    }
}
