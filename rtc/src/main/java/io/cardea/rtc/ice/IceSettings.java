package io.cardea.rtc.ice;

import io.cardea.rtc.packet.TransportAddress;
import java.util.List;

/**
 * How an agent behaves: one component per key of the {@code nat} section, so it is flat and long.
 *
 * <p>A value. Ports and protocols of {@code nat11Addresses} do not matter.
 *
 * @param lite only answer checks (RFC 8445, 2.5)
 * @param consentFreshness check the selected pair and stop sending when nothing confirms it for
 *     {@link IceAgent#CONSENT_NANOS} (RFC 7675); implies {@code keepaliveConnchecks}
 * @param keepaliveConnchecks keep the selected pair alive by checks, not by indications
 * @param aggressiveNomination when controlling, nominate with every check (RFC 5245, 8.1.1.2)
 * @param ipv6 use IPv6 bases and remote candidates
 * @param tcp use TCP bases and remote candidates
 * @param ignoreMdns drop remote candidates whose address is a {@code .local} name
 * @param nat11Addresses public addresses written in host candidates instead of the private ones
 * @param keepPrivateHost with {@code nat11Addresses}, write the private addresses too
 * @param stunServers where server-reflexive candidates are learnt
 * @param turnServers where relayed candidates are allocated
 * @param forceRelay use relayed candidates only
 */
public record IceSettings(
        boolean lite,
        boolean consentFreshness,
        boolean keepaliveConnchecks,
        boolean aggressiveNomination,
        boolean ipv6,
        boolean tcp,
        boolean ignoreMdns,
        List<TransportAddress> nat11Addresses,
        boolean keepPrivateHost,
        List<TransportAddress> stunServers,
        List<TurnServer> turnServers,
        boolean forceRelay) {
    public IceSettings {
        nat11Addresses = List.copyOf(nat11Addresses);
        stunServers = List.copyOf(stunServers);
        turnServers = List.copyOf(turnServers);
    }

    /** As Janus comes: full, aggressive, IPv4 over UDP, no servers. */
    public static IceSettings defaults() {
        return new IceSettings(
                false, false, false, true, false, false, false, List.of(), false, List.of(),
                List.of(), false);
    }

    public IceSettings withLite(boolean value) {
        return new IceSettings(
                value,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                forceRelay);
    }

    /** The same with other keepalives. */
    public IceSettings withKeepalive(boolean connchecks, boolean consent) {
        return new IceSettings(
                lite,
                consent,
                connchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                forceRelay);
    }

    public IceSettings withAggressiveNomination(boolean value) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                value,
                ipv6,
                tcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                forceRelay);
    }

    /** The same with other families and protocols admitted. */
    public IceSettings withTransports(boolean useIpv6, boolean useTcp) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                useIpv6,
                useTcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                forceRelay);
    }

    public IceSettings withIgnoreMdns(boolean value) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                value,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                forceRelay);
    }

    /** The same behind a one-to-one NAT. */
    public IceSettings withNat11(List<TransportAddress> addresses, boolean keepPrivate) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                ignoreMdns,
                addresses,
                keepPrivate,
                stunServers,
                turnServers,
                forceRelay);
    }

    /** The same with other servers. */
    public IceSettings withServers(List<TransportAddress> stun, List<TurnServer> turn) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stun,
                turn,
                forceRelay);
    }

    public IceSettings withForceRelay(boolean value) {
        return new IceSettings(
                lite,
                consentFreshness,
                keepaliveConnchecks,
                aggressiveNomination,
                ipv6,
                tcp,
                ignoreMdns,
                nat11Addresses,
                keepPrivateHost,
                stunServers,
                turnServers,
                value);
    }
}
