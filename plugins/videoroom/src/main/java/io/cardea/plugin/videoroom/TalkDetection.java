package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.HashMap;
import java.util.Map;

/** Hears from the audio-level extension whether a publisher talks. On the publisher's lane. */
final class TalkDetection {
    private static final System.Logger LOG = System.getLogger(TalkDetection.class.getName());

    private final Environment environment;
    private final Publisher publisher;
    private final Map<PublisherStream, Meter> meters = new HashMap<>();

    private record Meter(int packets, AutoCloseable wire) {}

    TalkDetection(Environment environment, Publisher publisher) {
        this.environment = environment;
        this.publisher = publisher;
    }

    /** Listens to every audio stream that says how loud it is. */
    void watch() {
        if (!publisher.room().settings().talkEvents()) return;
        for (PublisherStream stream : publisher.streams()) {
            if (stream.hasLevel()) watch(stream);
        }
    }

    private void watch(PublisherStream stream) {
        int packets = publisher.talk().packets();
        Meter before = meters.get(stream);
        if (stream.track().isEmpty() || before != null && before.packets() == packets) return;
        if (before != null) close(before);
        AutoCloseable wire =
                stream.track().get().meterLevel(packets, level -> heard(stream, level));
        meters.put(stream, new Meter(packets, wire));
    }

    void stop() {
        meters.values().forEach(TalkDetection::close);
        meters.clear();
    }

    private static void close(Meter meter) {
        try {
            meter.wire().close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "level meter not closed", e);
        }
    }

    private void heard(PublisherStream stream, double level) {
        boolean talks = level < publisher.talk().levelAverage();
        boolean news = talks != stream.isTalking();
        stream.heard(level, talks);
        if (!news || !publisher.room().isMember(publisher)) return;
        Json event = Events.talking(stream, level);
        publisher.room().tell(event, _ -> true);
        if (environment.reports()) publisher.report(event);
    }
}
