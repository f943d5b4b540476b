package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.media.Room.Guest;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sender reports on their way through the graph. */
class SenderReportsTest {
    private final Room room = new Room(0);
    private final Output output = new Output();

    /** Notes what it is told. */
    private static final class Output implements RtpOutput {
        final List<String> heard = new ArrayList<>();
        boolean keyframeWanted;

        @Override
        public boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
            heard.add("packet " + rewrite.timestamp);
            return true;
        }

        @Override
        public void onResumed() {
            heard.add("resumed");
        }

        @Override
        public void onSenderReport(long ntpTimestamp, int rtpTimestamp) {
            heard.add("report " + ntpTimestamp + " " + rtpTimestamp);
        }

        @Override
        public boolean takeKeyframeWanted() {
            boolean was = keyframeWanted;
            keyframeWanted = false;
            return was;
        }
    }

    private Guest publisher(int layers) {
        Guest guest = room.joinValidated("aaaa", 1);
        room.format(guest, 0, Room.video(layers));
        return guest;
    }

    private void report(Guest guest, int layer, long ntp, int timestamp) {
        guest.peer.outputs.add(sink -> sink.onSenderReport(0, layer, ntp, timestamp));
        guest.peer.context.wake();
        room.turnAll();
    }

    private LinkControl link(Guest guest, SinkHandle sink) {
        LinkControl link = guest.handle.track(0).connect(sink, LinkTargets.best(), LinkEvents.NONE);
        room.turnAll();
        return link;
    }

    private void media(Guest guest, int sequence, int timestamp) {
        room.media(guest, 7, sequence, timestamp, 1);
        room.turnAll();
    }

    @Test
    void areToldInTheTimestampsThatTheOutputSees() {
        Guest a = publisher(1);
        link(a, SinkHandle.of(output));

        media(a, 1, 500_000);
        report(a, 0, 77, 503_000);
        media(a, 2, 503_000);
        media(a, 3, 506_000);

        assertEquals(
                List.of("resumed", "packet 0", "packet 3000", "report 77 3000", "packet 6000"),
                output.heard);
    }

    @Test
    void areToldToAnOutputThatComesLater() {
        Guest a = publisher(1);
        report(a, 0, 77, 503_000);

        link(a, SinkHandle.of(output));
        media(a, 1, 500_000);

        assertEquals(List.of("resumed", "packet 0", "report 77 3000"), output.heard);
    }

    @Test
    void ofAnotherLayerAreNotTold() {
        Guest a = publisher(1);
        link(a, SinkHandle.of(output));

        report(a, 2, 99, 1);
        media(a, 1, 500_000);

        assertEquals(List.of("resumed", "packet 0"), output.heard);
    }

    @Test
    void reachAnotherLoopThroughTheMirror() {
        Guest a = publisher(1);
        Room other = new Room(1);
        List<String> heard = new ArrayList<>();
        SinkHandle sink =
                SinkHandle.raw(
                        new TrackSink() {
                            @Override
                            public void onPacket(RtpPacket lent) {}

                            @Override
                            public void onSenderReport(int layer, long ntp, int timestamp) {
                                heard.add(layer + " " + ntp + " " + timestamp);
                            }

                            @Override
                            public void onEnd() {}
                        });
        sink.settle(other.loop);
        report(a, 1, 76, 2);
        link(a, sink);
        other.turnAll();
        room.turnAll();
        report(a, 2, 77, 3);
        other.turnAll();

        assertEquals(List.of("1 76 2", "2 77 3"), heard);
    }

    @Test
    void anOutputsWishForAKeyframeReachesThePublisher() {
        Guest a = publisher(1);
        link(a, SinkHandle.of(output));

        output.keyframeWanted = true;
        media(a, 1, 500_000);

        assertEquals(List.of(0), a.peer.keyframeRequests);
    }
}
