package io.cardea.server.cli;

import java.util.List;

/**
 * An option; most override a setting.
 *
 * @param shortName a letter or digit, empty for none
 * @param parameter what to write behind it; empty for a flag
 * @param key {@code section.name} of the setting; empty for an option that is no setting
 * @param flagValue what a flag sets the setting to
 */
record Option(
        String shortName,
        String longName,
        String parameter,
        String key,
        String flagValue,
        String text) {

    static final Option HELP = flag("h", "help", "", "", "Print this and exit");
    static final Option VERSION = flag("V", "version", "", "", "Print the version and exit");
    static final Option CONFIG = of("C", "config", "file", "", "Configuration file to use");
    static final Option CONFIGS_FOLDER =
            of("F", "configs-folder", "path", "", "Folder with configuration files");

    static final List<Option> ALL =
            List.of(
                    HELP,
                    VERSION,
                    CONFIG,
                    CONFIGS_FOLDER,
                    flag("b", "daemon", "general.daemonize", "true", "Run in the background"),
                    of("p", "pid-file", "path", "general.pid_file", "File to write our pid to"),
                    flag(
                            "N",
                            "disable-stdout",
                            "general.log_to_stdout",
                            "false",
                            "Don't log to standard output"),
                    flag(
                            "",
                            "log-stdout",
                            "general.log_stdout_always",
                            "true",
                            "Log to standard output even in the background"),
                    of("L", "log-file", "path", "general.log_to_file", "Log to this file"),
                    of(
                            "R",
                            "log-rotate-sig",
                            "signal",
                            "general.log_rotate_sig",
                            "Reopen the log file on SIGUSR1 or SIGHUP"),
                    of(
                            "l",
                            "check-openfiles-limits",
                            "number",
                            "general.check_openfiles_limit",
                            "Refuse to start with a lower limit of open files"),
                    of("H", "cwd-path", "path", "general.cwd_path", "Working folder as a daemon"),
                    of(
                            "i",
                            "interface",
                            "address",
                            "general.interface",
                            "Address or interface that is ours"),
                    of(
                            "P",
                            "plugins-folder",
                            "path",
                            "general.plugins_folder",
                            "Folder with jars of further plugins"),
                    of("c", "cert-pem", "file", "certificates.cert_pem", "Certificate for DTLS"),
                    of("k", "cert-key", "file", "certificates.cert_key", "Its key"),
                    of("K", "cert-pwd", "text", "certificates.cert_pwd", "The key's password"),
                    of("S", "stun-server", "address[:port]", "nat.stun_server", "STUN server"),
                    of("1", "nat-1-1", "addresses", "nat.nat_1_1_mapping", "Our public addresses"),
                    flag(
                            "2",
                            "keep-private-host",
                            "nat.keep_private_host",
                            "true",
                            "Offer private addresses too"),
                    of(
                            "E",
                            "ice-enforce-list",
                            "list",
                            "nat.ice_enforce_list",
                            "Interfaces to use for ICE"),
                    of(
                            "X",
                            "ice-ignore-list",
                            "list",
                            "nat.ice_ignore_list",
                            "Interfaces not to use for ICE"),
                    flag("6", "ipv6-candidates", "media.ipv6", "true", "Use IPv6"),
                    flag(
                            "O",
                            "ipv6-link-local",
                            "media.ipv6_linklocal",
                            "true",
                            "Use link-local IPv6 too"),
                    flag("f", "full-trickle", "nat.full_trickle", "true", "Trickle candidates"),
                    flag("I", "ice-lite", "nat.ice_lite", "true", "Be an ICE-lite agent"),
                    flag("T", "ice-tcp", "nat.ice_tcp", "true", "Allow ICE over TCP"),
                    of(
                            "Q",
                            "min-nack-queue",
                            "milliseconds",
                            "media.min_nack_queue",
                            "Shortest history for retransmission"),
                    of(
                            "t",
                            "no-media-timer",
                            "seconds",
                            "media.no_media_timer",
                            "Silence after which media has stopped"),
                    of(
                            "W",
                            "slowlink-threshold",
                            "packets",
                            "media.slowlink_threshold",
                            "Losses in a second that make a slow link"),
                    of("r", "rtp-port-range", "min-max", "media.rtp_port_range", "Ports for media"),
                    of(
                            "B",
                            "twcc-period",
                            "milliseconds",
                            "media.twcc_period",
                            "Between transport-wide feedbacks"),
                    of("n", "server-name", "name", "general.server_name", "Name of this server"),
                    of(
                            "s",
                            "session-timeout",
                            "seconds",
                            "general.session_timeout",
                            "When an idle session ends"),
                    of(
                            "m",
                            "reclaim-session-timeout",
                            "seconds",
                            "general.reclaim_session_timeout",
                            "How long a session outlives its connection"),
                    of("d", "debug-level", "0-7", "general.debug_level", "How much to log"),
                    flag(
                            "D",
                            "debug-timestamps",
                            "general.debug_timestamps",
                            "true",
                            "Log with the time"),
                    flag(
                            "o",
                            "disable-colors",
                            "general.debug_colors",
                            "false",
                            "Log without colours"),
                    flag("M", "debug-locks", "general.debug_locks", "true", "Accepted, no effect"),
                    of("a", "apisecret", "text", "general.api_secret", "Secret of the Janus API"),
                    flag("A", "token-auth", "general.token_auth", "true", "Ask for tokens"),
                    of(
                            "",
                            "token-auth-secret",
                            "text",
                            "general.token_auth_secret",
                            "Secret of signed tokens"),
                    flag("e", "event-handlers", "events.broadcast", "true", "Use event handlers"),
                    flag(
                            "w",
                            "no-webrtc-encryption",
                            "general.no_webrtc_encryption",
                            "true",
                            "Media in the clear, for debugging"));

    private static Option of(
            String shortName, String longName, String parameter, String key, String text) {
        return new Option(shortName, longName, parameter, key, "", text);
    }

    private static Option flag(
            String shortName, String longName, String key, String value, String text) {
        return new Option(shortName, longName, "", key, value, text);
    }

    boolean isFlag() {
        return parameter.isEmpty();
    }

    /** How it is told of. */
    String full() {
        return "--" + longName;
    }

    /** As {@code --help} shows it. */
    String usage() {
        String letter = shortName.isEmpty() ? "    " : "-" + shortName + ", ";
        return "  " + letter + full() + (isFlag() ? "" : "=<" + parameter + ">");
    }
}
