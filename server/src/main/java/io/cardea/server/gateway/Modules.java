package io.cardea.server.gateway;

import io.cardea.spi.EventHandler;
import io.cardea.spi.LogSink;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.ServerModule;
import io.cardea.spi.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The plugins and transports in use. Filled at the start; any thread. */
public final class Modules {
    private final Map<String, Plugin> plugins;
    private final CopyOnWriteArrayList<Transport> transports = new CopyOnWriteArrayList<>();
    private final List<EventHandler> eventHandlers;
    private final List<LogSink> loggers;

    public Modules(Collection<Plugin> plugins) {
        this(plugins, List.of(), List.of());
    }

    public Modules(
            Collection<Plugin> plugins, List<EventHandler> eventHandlers, List<LogSink> loggers) {
        this.eventHandlers = List.copyOf(eventHandlers);
        this.loggers = List.copyOf(loggers);
        Map<String, Plugin> byName = new LinkedHashMap<>();
        plugins.forEach(plugin -> byName.put(plugin.info().packageName(), plugin));
        this.plugins = Map.copyOf(byName);
    }

    /** Transports start after the gateway they serve. */
    public void add(Transport transport) {
        transports.add(transport);
    }

    Optional<Plugin> plugin(String packageName) {
        return Optional.ofNullable(plugins.get(packageName));
    }

    Optional<EventHandler> eventHandler(String packageName) {
        return eventHandlers.stream()
                .filter(handler -> handler.info().packageName().equals(packageName))
                .findFirst();
    }

    List<ModuleInfo> eventHandlers() {
        return eventHandlers.stream().map(EventHandler::info).sorted(BY_NAME).toList();
    }

    Optional<LogSink> logger(String packageName) {
        return loggers.stream()
                .filter(logger -> logger.info().packageName().equals(packageName))
                .findFirst();
    }

    List<ModuleInfo> loggers() {
        return loggers.stream().map(LogSink::info).sorted(BY_NAME).toList();
    }

    Optional<Transport> transport(String packageName) {
        return transports.stream()
                .filter(transport -> transport.info().packageName().equals(packageName))
                .findFirst();
    }

    List<ModuleInfo> plugins() {
        return plugins.values().stream().map(Plugin::info).sorted(BY_NAME).toList();
    }

    List<ModuleInfo> transports() {
        return transports.stream().map(Transport::info).sorted(BY_NAME).toList();
    }

    /** All of them, whatever they are. */
    public List<ServerModule> all() {
        List<ServerModule> all = new ArrayList<>(plugins.values());
        all.addAll(transports);
        all.addAll(eventHandlers);
        all.addAll(loggers);
        return all;
    }

    /** Where the transports can be reached. */
    public List<String> urls() {
        return transports.stream().flatMap(transport -> transport.urls().stream()).toList();
    }

    private static final java.util.Comparator<ModuleInfo> BY_NAME =
            java.util.Comparator.comparing(ModuleInfo::packageName);
}
