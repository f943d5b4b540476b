package io.cardea.broker;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a server gives a transport, for tests of transports over brokers. */
public final class FakeContext implements TransportContext {
    private final Settings settings;
    private final BlockingQueue<Json> events = new LinkedBlockingQueue<>();

    public FakeContext(Map<String, String> general) {
        settings = file(general);
    }

    /** A configuration file with one section. */
    public static Settings file(Map<String, String> general) {
        Settings section = Settings.group("test", 1);
        general.forEach((name, value) -> section.put(name, Settings.quoted("test", 1, value)));
        return Settings.group("test", 1).put("general", section);
    }

    /** The next event for event handlers. */
    public String nextEvent() throws InterruptedException {
        Json next = events.poll(10, TimeUnit.SECONDS);
        return next == null ? "nothing" : next.toString();
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Gateway gateway() {
        return new RecordingGateway();
    }

    @Override
    public Optional<Path> webFolder() {
        return Optional.empty();
    }

    @Override
    public void notifyEvent(TransportClient client, Json data) {
        events.add(data);
    }
}
