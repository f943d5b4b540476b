package io.cardea.plugin.echotest;

import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Janus's EchoTest. Any thread. */
public final class EchoTestPlugin implements Plugin {
    static final String PACKAGE = "janus.plugin.echotest";

    private @Nullable PluginContext context;
    private boolean reports;
    private final AtomicInteger sessions = new AtomicInteger();

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS EchoTest plugin",
                "Cardea authors",
                "Sends back the audio, video and data that a client sends.",
                7,
                "0.0.7",
                "libjanus_echotest.so");
    }

    @Override
    public void start(PluginContext given) {
        context = given;
        reports = given.settings().section("general").bool("events", true);
    }

    @Override
    public PluginSession attach(Handle handle) {
        if (context == null) throw new IllegalStateException("not started");
        EchoTestSession made =
                new EchoTestSession(handle, context, reports, sessions::decrementAndGet);
        sessions.incrementAndGet();
        return made;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.gauge("sessions", "Handles of the plugin.", sessions.get()));
    }

    @Override
    public boolean hasAdmin() {
        return true;
    }

    @Override
    public Json admin(Json request) {
        return request;
    }
}
