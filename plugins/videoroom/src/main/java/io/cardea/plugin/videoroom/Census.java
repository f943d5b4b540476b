package io.cardea.plugin.videoroom;

import io.cardea.spi.Metric;
import java.util.List;

/** How much there is of everything, for monitoring. Static. */
final class Census {
    private Census() {}

    static List<Metric> of(Rooms rooms) {
        int participants = 0;
        int publishers = 0;
        int forwarders = 0;
        int recordings = 0;
        List<Room> all = rooms.all();
        for (Room room : all) {
            for (Publisher member : room.members()) {
                participants++;
                if (room.locked(member::isStarted)) publishers++;
                forwarders += member.forwarding().size();
                recordings += member.recording().size();
            }
        }
        return List.of(
                Metric.gauge("rooms", "Rooms there are.", all.size()),
                Metric.gauge("participants", "Those who have joined a room.", participants),
                Metric.gauge("publishers", "Participants whose media is there.", publishers),
                Metric.gauge("subscribers", "Handles that subscribe.", rooms.subscribers.get()),
                Metric.gauge("forwarders", "RTP forwarders.", forwarders),
                Metric.gauge("recordings", "Files being recorded.", recordings));
    }
}
