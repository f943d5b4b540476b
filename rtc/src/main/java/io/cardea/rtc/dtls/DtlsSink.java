package io.cardea.rtc.dtls;

import io.cardea.rtc.packet.Packet;
import java.util.Optional;

/** Takes the output of a {@link DtlsEndpoint} while it is drained; never calls back into it. */
public interface DtlsSink {
    /** A datagram for the peer, without addresses; ownership passes. */
    void send(Packet owned);

    /** The state has changed; {@link #onConnected} and {@link #onFailed} follow this. */
    void onState(DtlsState state);

    /**
     * The handshake is done and the peer's fingerprint was right.
     *
     * @param keys empty when the peer did not offer {@code use_srtp}: data channels only
     */
    void onConnected(Optional<SrtpKeys> keys);

    /** One record of application data (an SCTP packet); the array is lent until return. */
    void onData(byte[] array, int offset, int length);

    /** The peer has ended the association with an alert. */
    void onAlertClosed();

    /** The handshake has failed; {@code reason} is for the log and the hangup event. */
    void onFailed(String reason);
}
