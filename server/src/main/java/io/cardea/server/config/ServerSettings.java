package io.cardea.server.config;

import io.cardea.media.EngineSettings;
import io.cardea.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything the main configuration file can say, with defaults for all of it. Immutable; what a
 * file can say, code can say.
 */
public record ServerSettings(
        General general,
        Logging logging,
        Access access,
        Sessions sessions,
        Certificates certificates,
        MediaSettings media,
        NatSettings nat,
        Modules modules,
        Events events,
        LimitSettings limits,
        Monitoring monitoring) {

    /**
     * Monitors and tracers, whose settings are read by themselves.
     *
     * @param metrics the group, with {@code enabled}
     * @param tracing the group, with {@code enabled}
     */
    public record Monitoring(Settings metrics, Settings tracing) {
        static Monitoring of(Settings file) {
            return new Monitoring(file.section("metrics"), file.section("tracing"));
        }

        /** Whether there are monitors at all. */
        public boolean hasMetrics() {
            return metrics.bool("enabled", false);
        }

        /** Whether there are tracers at all. */
        public boolean hasTracing() {
            return tracing.bool("enabled", false);
        }
    }

    /** What holds without a file. */
    public static ServerSettings defaults() {
        return of(Settings.group("defaults", 0));
    }

    /**
     * Takes the settings from a main configuration file.
     *
     * @throws io.cardea.spi.SettingsException for a value that cannot be
     */
    public static ServerSettings of(Settings file) {
        return new ServerSettings(
                General.of(new Reader(file, "general")),
                Logging.of(new Reader(file, "general")),
                Access.of(new Reader(file, "general")),
                Sessions.of(new Reader(file, "general")),
                Certificates.of(new Reader(file, "certificates")),
                MediaSettings.of(new Reader(file, "media"), new Reader(file, "general")),
                NatSettings.of(new Reader(file, "nat")),
                Modules.of(
                        new Reader(file, "plugins"),
                        new Reader(file, "transports"),
                        new Reader(file, "loggers"),
                        new Reader(file, "events"),
                        new Reader(file, "general")),
                Events.of(new Reader(file, "events")),
                LimitSettings.of(new Reader(file, "limits")),
                Monitoring.of(file));
    }

    /**
     * The server as a process.
     *
     * @param networkInterface address or name of the interface whose address is ours; empty to find
     *     out
     * @param process what concerns the operating system
     * @param recordings how recordings are named and where they may not be
     * @param drain how long sessions may go on after SIGTERM; zero to end at once
     */
    public record General(
            String serverName,
            Optional<String> networkInterface,
            boolean opaqueIdInApi,
            boolean hideDependencies,
            ProcessSettings process,
            RecordingSettings recordings,
            Duration drain) {
        static final String DEFAULT_NAME = "MyJanusInstance";

        static General of(Reader general) {
            return new General(
                    general.text("server_name", DEFAULT_NAME),
                    general.text("interface"),
                    general.flag("opaqueid_in_api", false),
                    general.flag("hide_dependencies", false),
                    ProcessSettings.of(general),
                    RecordingSettings.of(general),
                    general.seconds("drain_timeout", 0, 0));
        }
    }

    /**
     * What concerns the operating system.
     *
     * @param minOpenFiles refuse to start with a lower limit of open files; 0 for no check
     */
    public record ProcessSettings(
            boolean daemonize,
            Optional<Path> pidFile,
            int minOpenFiles,
            Optional<Path> workFolder) {
        static ProcessSettings of(Reader general) {
            return new ProcessSettings(
                    general.flag("daemonize", false),
                    general.path("pid_file"),
                    general.number("check_openfiles_limit", 0, 0, Integer.MAX_VALUE),
                    general.path("cwd_path"));
        }
    }

    /**
     * Recordings.
     *
     * @param temporaryExtension added while a file is being written; empty for none
     * @param protectedFolders folders under which nothing is recorded
     */
    public record RecordingSettings(String temporaryExtension, List<String> protectedFolders) {
        public RecordingSettings {
            protectedFolders = List.copyOf(protectedFolders);
        }

        static RecordingSettings of(Reader general) {
            return new RecordingSettings(
                    general.text("recordings_tmp_ext", ""), general.list("protected_folders"));
        }
    }

    /**
     * The log.
     *
     * @param level 0 (nothing) to 7 (everything)
     * @param prefix before each line; empty for none
     * @param rotateSignal {@code SIGUSR1} or {@code SIGHUP} to reopen the file
     */
    public record Logging(
            boolean toStdout,
            Optional<Path> file,
            int level,
            boolean timestamps,
            boolean colors,
            String prefix,
            Optional<String> rotateSignal) {
        static Logging of(Reader general) {
            Optional<String> signal = general.text("log_rotate_sig");
            if (signal.isPresent() && !List.of("SIGUSR1", "SIGHUP").contains(signal.get())) {
                throw general.complaint(
                        "log_rotate_sig", signal.get() + " is neither SIGUSR1 nor SIGHUP");
            }
            boolean silent =
                    general.flag("daemonize", false) && !general.flag("log_stdout_always", false);
            return new Logging(
                    general.flag("log_to_stdout", true) && !silent,
                    general.path("log_to_file"),
                    general.number("debug_level", 4, 0, 7),
                    general.flag("debug_timestamps", false),
                    general.flag("debug_colors", true),
                    general.text("log_prefix", ""),
                    signal);
        }
    }

    /**
     * Who may use the APIs.
     *
     * @param tokenSecret switches to signed tokens
     */
    public record Access(
            Optional<String> apiSecret,
            boolean tokenAuth,
            Optional<String> tokenSecret,
            Optional<String> adminSecret) {
        static Access of(Reader general) {
            return new Access(
                    general.text("api_secret"),
                    general.flag("token_auth", false),
                    general.text("token_auth_secret"),
                    general.text("admin_secret"));
        }
    }

    /**
     * Sessions and handles.
     *
     * @param timeout after which an idle session ends; zero for never
     * @param reclaim how long a session outlives its client; zero for not at all
     * @param candidates how long candidates are kept that cannot be used yet
     * @param eventLoops shared loops; 0 leaves it to us
     * @param loopPeers placed on one loop before the next gets some
     * @param taskPool how many plugin messages are served at once; 0 without limit
     */
    public record Sessions(
            Duration timeout,
            Duration reclaim,
            Duration candidates,
            int eventLoops,
            int loopPeers,
            boolean allowLoopIndication,
            int taskPool) {
        static Sessions of(Reader general) {
            return new Sessions(
                    general.seconds("session_timeout", 60, 0),
                    general.seconds("reclaim_session_timeout", 0, 0),
                    general.seconds("candidates_timeout", 45, 1),
                    general.numberOrDefault("event_loops", 0, 0),
                    general.numberOrDefault(
                            "event_loop_peers", EngineSettings.Loops.DEFAULT_PEERS, 1),
                    general.flag("allow_loop_indication", false),
                    general.numberOrDefault("task_pool_size", 0, 0));
        }
    }

    /**
     * The certificate of DTLS.
     *
     * @param certificate PEM file; empty to make one at each start
     * @param key PEM file; that of the certificate without
     * @param ciphers OpenSSL's cipher string, of which only exclusions of whole suites matter here
     */
    public record Certificates(
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> password,
            boolean acceptSelfSigned,
            Optional<String> ciphers,
            boolean rsa) {
        static Certificates of(Reader certificates) {
            Optional<Path> pem = certificates.path("cert_pem");
            Optional<Path> key = certificates.path("cert_key");
            return new Certificates(
                    pem,
                    key.or(() -> pem),
                    certificates.text("cert_pwd"),
                    certificates.flag("dtls_accept_selfsigned", true),
                    certificates.text("dtls_ciphers"),
                    certificates.flag("rsa_private_key", false));
        }
    }

    /**
     * Modules: where further ones are, and which are not wanted.
     *
     * @param disabledPlugins library file names, such as {@code libjanus_echotest.so}
     * @param exitOnError whether a module that fails ends the start
     */
    public record Modules(
            ModuleFolders folders,
            List<String> disabledPlugins,
            List<String> disabledTransports,
            List<String> disabledLoggers,
            List<String> disabledEventHandlers,
            boolean exitOnError) {
        public Modules {
            disabledPlugins = List.copyOf(disabledPlugins);
            disabledTransports = List.copyOf(disabledTransports);
            disabledLoggers = List.copyOf(disabledLoggers);
            disabledEventHandlers = List.copyOf(disabledEventHandlers);
        }

        static Modules of(
                Reader plugins, Reader transports, Reader loggers, Reader events, Reader general) {
            return new Modules(
                    ModuleFolders.of(general),
                    plugins.words("disable"),
                    transports.words("disable"),
                    loggers.words("disable"),
                    events.words("disable"),
                    general.flag("exit_on_dl_error", false));
        }
    }

    /** Folders with jars of further modules, beside those on the class path. */
    public record ModuleFolders(
            Optional<Path> plugins,
            Optional<Path> transports,
            Optional<Path> events,
            Optional<Path> loggers) {
        static ModuleFolders of(Reader general) {
            return new ModuleFolders(
                    general.path("plugins_folder"),
                    general.path("transports_folder"),
                    general.path("events_folder"),
                    general.path("loggers_folder"));
        }
    }

    /**
     * Events for event handlers.
     *
     * @param statistics how often; zero for never
     */
    public record Events(boolean broadcast, boolean combineMediaStats, Duration statistics) {
        static Events of(Reader events) {
            return new Events(
                    events.flag("broadcast", false),
                    events.flag("combine_media_stats", false),
                    events.seconds("stats_period", 1, 0));
        }
    }
}
