package io.cardea.server;

import io.cardea.server.auth.Authorization;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.config.SettingsDiff;
import io.cardea.server.gateway.LiveSettings;
import io.cardea.spi.Json;
import io.cardea.spi.ServerModule;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Reads the configuration again and has everybody take over what may change while the server runs.
 * A file with a fault in it changes nothing. Any thread, one call at a time.
 *
 * <p>Only what differs from the last reading is taken over: what the Admin API has changed since
 * stays, as long as the file says the same as before.
 */
final class Reload {
    private static final Set<String> SECRETS = Set.of("general.api_secret", "general.admin_secret");

    private static final Logger LOG = Logger.getLogger(Reload.class.getName());

    private final Supplier<Installation> again;
    private final LiveSettings live;
    private final Authorization authorization;
    private final Map<String, ServerModule> modules = new HashMap<>();
    private final Map<String, Settings> known = new HashMap<>();
    private Settings main;

    /**
     * @param first what the server was started with
     * @param again reads it as it is now
     */
    Reload(
            Installation first,
            Supplier<Installation> again,
            LiveSettings live,
            Authorization authorization,
            List<? extends ServerModule> modules) {
        this.main = first.file();
        this.again = again;
        this.live = live;
        this.authorization = authorization;
        for (ServerModule module : modules) {
            String name = module.info().packageName();
            this.modules.put(name, module);
            known.put(name, first.modules().of(name));
        }
    }

    /** What came of it. */
    synchronized Json run() {
        Outcome outcome = new Outcome();
        try {
            Installation now = again.get();
            main(now, outcome);
            modules.forEach((name, module) -> module(now, name, module, outcome));
        } catch (SettingsException | StartException e) {
            outcome.faults.add(e.getMessage());
        }
        LOG.info(() ->
                "configuration read again applied="
                        + outcome.applied
                        + " waiting="
                        + outcome.waiting
                        + " faults="
                        + outcome.faults);
        return Json.object()
                .put("applied", outcome.applied)
                .put("waiting", outcome.waiting)
                .put("faults", outcome.faults);
    }

    private static final class Outcome {
        final Json applied = Json.array();
        final Json waiting = Json.array();
        final Json faults = Json.array();

        void note(String file, Set<String> changed, Set<String> taken) {
            changed.forEach(
                    name -> (taken.contains(name) ? applied : waiting).add(file + ": " + name));
        }
    }

    private void main(Installation now, Outcome outcome) {
        now.complaints().forEach(outcome.faults::add);
        if (!now.complaints().isEmpty()) return;
        ServerSettings settings = now.settings();
        Set<String> changed = SettingsDiff.changed(main, now.file());
        Set<String> taken = live.take(settings, changed);
        authorization.changeSecrets(settings.access());
        taken.addAll(SECRETS);
        outcome.note("janus", changed, taken);
        main = now.file();
    }

    private void module(Installation now, String name, ServerModule module, Outcome outcome) {
        try {
            Settings fresh = now.modules().of(name);
            Set<String> changed = SettingsDiff.changed(known.getOrDefault(name, fresh), fresh);
            if (changed.isEmpty()) return;
            Set<String> taken =
                    module.reload(fresh).stream()
                            .map(each -> each.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet());
            outcome.note(name, changed, taken);
            known.put(name, fresh);
        } catch (SettingsException e) {
            outcome.faults.add(e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, e, () -> "module not reloaded module=" + name);
            outcome.faults.add(name + ": " + e);
        }
    }
}
