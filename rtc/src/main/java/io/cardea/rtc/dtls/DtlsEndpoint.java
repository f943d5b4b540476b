package io.cardea.rtc.dtls;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.util.random.RandomGenerator;

/** One DTLS 1.2 association with {@code use_srtp}. Belongs to one loop. */
public final class DtlsEndpoint {
    private DtlsState state = DtlsState.NEW;

    /**
     * @param client whether we are the DTLS client
     * @param expected the fingerprint the peer's certificate must have
     * @param random a {@link java.security.SecureRandom}, or a seeded generator in a simulation
     * @param pool the loop's, for datagrams to send
     */
    public DtlsEndpoint(
            DtlsSettings settings,
            DtlsCertificate certificate,
            boolean client,
            Fingerprint expected,
            RandomGenerator random,
            HandshakeDriver driver,
            PacketPool pool) {
        assert settings.mtu() > 0 && certificate != null && expected != null;
        assert random != null && driver != null && pool != null && (client || !client);
    }

    /** Begins the handshake: the client sends its ClientHello, the server waits for one. */
    public void start(long nowNanos) {
        state = DtlsState.TRYING;
    }

    /** Takes a datagram whose first byte is 20 to 63; kept for later before {@link #start}. */
    public void receive(Packet owned, long nowNanos) {
        owned.release();
    }

    /** Retransmits, or gives up. */
    public void expire(long nowNanos) {}

    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Gives the sink what has happened since the last call. */
    public void drain(DtlsSink sink) {
        sink.onState(state);
    }

    /**
     * Sends one record of application data.
     *
     * @return false if not connected, or longer than {@link #maxDataLength}
     */
    public boolean send(byte[] array, int offset, int length) {
        return false;
    }

    /** What one record of application data can hold within the MTU. */
    public int maxDataLength() {
        return 0;
    }

    /** Sends close_notify if connected, ends a handshake under way; drain once more after it. */
    public void close() {
        state = DtlsState.CLOSED;
    }

    public DtlsState state() {
        return state;
    }
}
