package io.cardea.server;

import io.cardea.media.MediaEngine;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.gateway.JanusGateway;
import io.cardea.server.gateway.Modules;
import io.cardea.server.gateway.RequestObserver;
import io.cardea.server.monitor.Monitoring;
import io.cardea.server.monitor.RequestFigures;
import io.cardea.server.monitor.RequestTraces;
import io.cardea.spi.Monitor;
import io.cardea.spi.ServerModule;
import io.cardea.spi.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Monitors and tracers, loaded only where the settings switch them on: they bring libraries that
 * nobody else needs, and the start should not wait for them. Of the server's main thread.
 */
final class Watchers {
    private final ServerSettings settings;
    private final RequestFigures requests = new RequestFigures(System::nanoTime);
    private final List<Tracer> tracers = new ArrayList<>();
    private RequestObserver observer = RequestObserver.NONE;

    Watchers(ServerSettings settings) {
        this.settings = settings;
        if (settings.monitoring().hasMetrics()) observer = requests;
    }

    /** What started. */
    List<Tracer> startTracers() {
        if (!settings.monitoring().hasTracing()) return List.of();
        for (Tracer tracer :
                loader().load(
                                Tracer.class,
                                Optional.empty(),
                                List.of(),
                                t -> t.info().libraryName())) {
            try {
                if (!tracer.start(settings.monitoring().tracing(), settings.general().serverName()))
                    continue;
                tracers.add(tracer);
                observer = observer.and(new RequestTraces(tracer));
            } catch (Exception e) {
                tracer.close();
                Server.notStarted(tracer.info(), e);
            }
        }
        return List.copyOf(tracers);
    }

    private ModuleLoader loader() {
        return new ModuleLoader(settings.modules().exitOnError());
    }

    /** Everybody who watches requests. */
    RequestObserver observer() {
        return observer;
    }

    Monitoring monitoring(
            JanusGateway gateway, MediaEngine engine, Modules modules, LongSupplier eventDrops) {
        return new Monitoring(
                settings.monitoring().metrics(),
                new Monitoring.Sources(gateway, engine.loops(), () -> all(modules), eventDrops),
                requests,
                System::nanoTime);
    }

    private List<ServerModule> all(Modules modules) {
        List<ServerModule> all = new ArrayList<>(modules.all());
        all.addAll(tracers);
        return all;
    }

    /** What started. */
    List<Monitor> startMonitors(Monitoring monitoring) {
        if (!settings.monitoring().hasMetrics()) return List.of();
        List<Monitor> started = new ArrayList<>();
        for (Monitor monitor :
                loader().load(
                                Monitor.class,
                                Optional.empty(),
                                List.of(),
                                m -> m.info().libraryName())) {
            try {
                if (monitor.start(monitoring)) started.add(monitor);
            } catch (Exception e) {
                monitor.close();
                Server.notStarted(monitor.info(), e);
            }
        }
        return started;
    }
}
