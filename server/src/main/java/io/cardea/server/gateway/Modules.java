package io.cardea.server.gateway;

import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.Transport;
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

    public Modules(Collection<Plugin> plugins) {
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

    /** Where the transports can be reached. */
    public List<String> urls() {
        return transports.stream().flatMap(transport -> transport.urls().stream()).toList();
    }

    private static final java.util.Comparator<ModuleInfo> BY_NAME =
            java.util.Comparator.comparing(ModuleInfo::packageName);
}
