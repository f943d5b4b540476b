package io.cardea.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Section {@code nat} of the main configuration file.
 *
 * @param publicAddresses {@code nat_1_1_mapping}
 * @param keepPrivateHost whether mapped host candidates are kept beside their public form
 */
public record NatSettings(
        Optional<StunServer> stun,
        Optional<TurnServer> turn,
        Optional<TurnRest> turnRest,
        Ice ice,
        Interfaces interfaces,
        List<String> publicAddresses,
        boolean keepPrivateHost,
        boolean allowForceRelay,
        boolean ignoreUnreachable) {
    public NatSettings {
        publicAddresses = List.copyOf(publicAddresses);
    }

    static NatSettings of(Reader nat) {
        return new NatSettings(
                nat.text("stun_server")
                        .map(host -> new StunServer(host, nat.port("stun_port", 3_478))),
                nat.text("turn_server").map(host -> TurnServer.of(host, nat)),
                nat.text("turn_rest_api").map(url -> TurnRest.of(url, nat)),
                Ice.of(nat),
                new Interfaces(nat.words("ice_enforce_list"), nat.words("ice_ignore_list")),
                nat.words("nat_1_1_mapping"),
                nat.flag("keep_private_host", false),
                nat.flag("allow_force_relay", false),
                nat.flag("ignore_unreachable_ice_server", false));
    }

    /**
     * How ICE is done.
     *
     * @param keepAliveByChecks {@code ice_keepalive_conncheck}; consent freshness implies it
     */
    public record Ice(
            boolean fullTrickle,
            boolean lite,
            boolean tcp,
            boolean aggressive,
            boolean consentFreshness,
            boolean keepAliveByChecks,
            boolean hangupOnFailed,
            boolean ignoreMdns) {
        static Ice of(Reader nat) {
            String nomination = nat.text("ice_nomination", "aggressive").toLowerCase(Locale.ROOT);
            if (!nomination.equals("regular") && !nomination.equals("aggressive")) {
                throw nat.complaint(
                        "ice_nomination", nomination + " is neither regular nor aggressive");
            }
            boolean consent = nat.flag("ice_consent_freshness", false);
            return new Ice(
                    nat.flag("full_trickle", false),
                    nat.flag("ice_lite", false),
                    nat.flag("ice_tcp", false),
                    nomination.equals("aggressive"),
                    consent,
                    consent || nat.flag("ice_keepalive_conncheck", false),
                    nat.flag("hangup_on_failed", false),
                    nat.flag("ignore_mdns", false));
        }
    }

    /** Which interfaces gather candidates: names or address prefixes. */
    public record Interfaces(List<String> enforced, List<String> ignored) {
        public Interfaces {
            enforced = List.copyOf(enforced);
            ignored = List.copyOf(ignored);
        }
    }

    /** A STUN server. */
    public record StunServer(String host, int port) {}

    /**
     * A TURN server.
     *
     * @param type {@code udp}, {@code tcp} or {@code tls}
     */
    public record TurnServer(
            String host, int port, String type, Optional<String> user, Optional<String> password) {
        static TurnServer of(String host, Reader nat) {
            String type = nat.text("turn_type", "udp").toLowerCase(Locale.ROOT);
            if (!List.of("udp", "tcp", "tls").contains(type)) {
                throw nat.complaint("turn_type", type + " is none of udp, tcp, tls");
            }
            return new TurnServer(
                    host,
                    nat.port("turn_port", 3_478),
                    type,
                    nat.text("turn_user"),
                    nat.text("turn_pwd"));
        }
    }

    /** A service that gives out TURN credentials. */
    public record TurnRest(String url, Optional<String> key, boolean get, Duration timeout) {
        static TurnRest of(String url, Reader nat) {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw nat.complaint("turn_rest_api", "must begin with http:// or https://");
            }
            return new TurnRest(
                    url,
                    nat.text("turn_rest_api_key"),
                    nat.text("turn_rest_api_method", "POST").equalsIgnoreCase("GET"),
                    nat.seconds("turn_rest_api_timeout", 10, 1));
        }
    }
}
