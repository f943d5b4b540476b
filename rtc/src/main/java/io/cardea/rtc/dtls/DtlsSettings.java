package io.cardea.rtc.dtls;

import io.cardea.rtc.srtp.SrtpProfile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * How associations are made.
 *
 * @param mtu bytes of a datagram we send at most
 * @param acceptSelfSigned false: the peer's certificate chain must lead to a trusted authority
 * @param resend first retransmission timeout; doubles with each
 * @param timeout when a handshake is given up
 * @param profiles SRTP profiles by preference; as the server we choose by this order
 * @param clock tells whether the peer's certificate is valid in time
 */
public record DtlsSettings(
        int mtu,
        boolean acceptSelfSigned,
        Duration resend,
        Duration timeout,
        List<SrtpProfile> profiles,
        InstantSource clock) {
    /** Bytes of a datagram by default: what passes nearly everywhere. */
    public static final int DEFAULT_MTU = 1_200;

    public static final int MIN_MTU = 200;
    public static final int MAX_MTU = 1_500;

    public DtlsSettings {
        if (mtu < MIN_MTU || mtu > MAX_MTU) throw new IllegalArgumentException("DTLS mtu " + mtu);
        if (!resend.isPositive()) throw new IllegalArgumentException("DTLS resend " + resend);
        if (!timeout.isPositive()) throw new IllegalArgumentException("DTLS timeout " + timeout);
        profiles = List.copyOf(profiles);
        if (profiles.isEmpty()) throw new IllegalArgumentException("no SRTP profile");
    }

    /** What suits browsers: self-signed certificates, GCM first because it is cheapest. */
    public static DtlsSettings defaults() {
        return new DtlsSettings(
                DEFAULT_MTU,
                true,
                Duration.ofMillis(200),
                Duration.ofSeconds(20),
                List.of(SrtpProfile.values()),
                InstantSource.system());
    }
}
