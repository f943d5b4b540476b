package io.cardea.rtc.dtls;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.sdp.NegotiatedSession.Fingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 association with {@code use_srtp}, in either role (RFC 6347, 5764).
 *
 * <p>Belongs to one loop. Its handshake runs where the {@link HandshakeDriver} says; everything
 * else, timers included, is here. Owns the packets it is given and gives away those it sends, taken
 * from the loop's pool and without addresses. Drain it after every call, and when woken.
 *
 * <p>Limits: {@value #MAX_PENDING} datagrams wait between two drains, and as many for a handshake;
 * more are dropped. See {@code Flights} for handshake messages.
 */
public final class DtlsEndpoint {
    /** Datagrams that wait for the next drain, or before {@link #start}. */
    public static final int MAX_PENDING = Wire.MAX_INBOUND;

    /** The pause between retransmissions doubles up to this. */
    static final long MAX_RESEND_NANOS = 3_200_000_000L;

    private final DtlsSettings settings;
    private final HandshakeDriver driver;
    private final PacketPool pool;
    private final Handshake handshake;
    private final Wire wire;

    private final ArrayDeque<Packet> pending = new ArrayDeque<>();
    private DtlsState state = DtlsState.NEW;
    private DtlsState reported = DtlsState.NEW;
    private @Nullable DTLSTransport transport;
    private Optional<SrtpKeys> keys = Optional.empty();
    private byte[] plaintext = {};
    private String reason = "";
    private String detail = "";
    private boolean closedByPeer;
    private long dropped;

    private long nowNanos;
    private long giveUpNanos = Long.MAX_VALUE;
    private long resendNanos = Long.MAX_VALUE;
    private long resendPauseNanos;
    private boolean heard;

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
        this.settings = settings;
        this.driver = driver;
        this.pool = pool;
        var crypto = new HandshakeCrypto(random);
        var terms = new HandshakeTerms(settings, certificate, client, expected, crypto);
        wire = new Wire(client, settings.mtu(), driver.wake());
        handshake = new Handshake(terms, wire);
    }

    /** Begins the handshake: the client sends its ClientHello, the server waits for one. */
    public void start(long now) {
        if (state != DtlsState.NEW) return;
        state = DtlsState.TRYING;
        nowNanos = now;
        giveUpNanos = now + settings.timeout().toNanos();
        heard = true;
        while (!pending.isEmpty()) {
            offer(pending.poll());
        }
        try {
            driver.start(handshake);
        } catch (RejectedExecutionException e) {
            fail(Handshake.ERROR, "no thread for the handshake");
            return;
        }
        driver.step(wire);
    }

    /** Takes a datagram whose first byte is 20 to 63; kept for later before {@link #start}. */
    public void receive(Packet owned, long now) {
        nowNanos = now;
        switch (state) {
            case NEW, CONNECTED -> {
                if (pending.size() == MAX_PENDING) {
                    dropped++;
                    owned.release();
                } else {
                    pending.add(owned);
                }
            }
            case TRYING -> {
                heard = true;
                offer(owned);
                driver.step(wire);
            }
            case FAILED, CLOSED -> owned.release();
        }
    }

    private void offer(Packet owned) {
        wire.offer(owned);
        owned.release();
    }

    /** Retransmits, or gives up. */
    public void expire(long now) {
        nowNanos = now;
        if (state != DtlsState.TRYING) return;
        if (now >= giveUpNanos) {
            fail(Handshake.TIMEOUT, "no end after " + settings.timeout());
        } else if (now >= resendNanos) {
            heard = false;
            resendPauseNanos = Math.min(2 * resendPauseNanos, MAX_RESEND_NANOS);
            resendNanos = now + resendPauseNanos;
            wire.timeOut();
            driver.step(wire);
        }
    }

    public long nextDeadlineNanos() {
        return state == DtlsState.TRYING ? Math.min(giveUpNanos, resendNanos) : Long.MAX_VALUE;
    }

    /** Gives the sink what has happened since the last call. */
    public void drain(DtlsSink sink) {
        if (state != reported && state == DtlsState.TRYING) report(sink);
        Optional<Outcome> outcome = state == DtlsState.TRYING ? wire.outcome() : Optional.empty();
        sendHandshake(sink);
        if (outcome.isPresent()) conclude(outcome.get());
        if (state != reported) report(sink);
        decrypt(sink);
        sendRecords(sink);
        if (state != reported) report(sink);
    }

    private void sendHandshake(DtlsSink sink) {
        if (transport != null) return;
        Optional<Packet> datagram = wire.poll(pool);
        if (datagram.isEmpty()) return;
        if (heard && state == DtlsState.TRYING) {
            resendPauseNanos = settings.resend().toNanos();
            resendNanos = nowNanos + resendPauseNanos;
        }
        while (datagram.isPresent()) {
            sink.send(datagram.get());
            datagram = wire.poll(pool);
        }
    }

    private void conclude(Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed(String why, String what) -> fail(why, what);
            case Outcome.Connected(DTLSTransport made, Optional<SrtpKeys> exported) -> {
                state = DtlsState.CONNECTED;
                transport = made;
                keys = exported;
                plaintext = new byte[Packet.CAPACITY];
                wire.attach(pool);
            }
        }
    }

    private void report(DtlsSink sink) {
        reported = state;
        sink.onState(state);
        switch (state) {
            case CONNECTED -> sink.onConnected(keys);
            case FAILED -> sink.onFailed(reason);
            case CLOSED -> {
                if (closedByPeer) sink.onAlertClosed();
            }
            case NEW, TRYING -> {}
        }
    }

    private void decrypt(DtlsSink sink) {
        if (transport == null) return;
        Optional<byte[]> leftover = wire.leftover();
        while (leftover.isPresent()) {
            decrypt(Packet.of(leftover.get()), sink);
            leftover = wire.leftover();
        }
        while (!pending.isEmpty()) {
            decrypt(pending.poll(), sink);
        }
    }

    private void decrypt(Packet owned, DtlsSink sink) {
        if (state == DtlsState.CONNECTED) {
            wire.show(owned);
            try {
                decryptRecords(sink);
            } catch (TlsFatalAlertReceived _) {
                wire.peerClosed(true);
            } catch (IOException e) {
                fail(Handshake.ERROR, String.valueOf(e.getMessage()));
            }
            if (wire.peerClosed()) {
                closedByPeer = true;
                state = DtlsState.CLOSED;
            }
        }
        owned.release();
    }

    private void decryptRecords(DtlsSink sink) throws IOException {
        DTLSTransport connected = transport;
        assert connected != null : "not connected";
        try {
            int length = connected.receive(plaintext, 0, plaintext.length, 1);
            if (length >= 0) sink.onData(plaintext, 0, length);
        } catch (InterruptedIOException _) {
            // The datagram held nothing for us: see Wire.
            return;
        }
        int length = connected.receivePending(plaintext, 0, plaintext.length);
        while (length >= 0) {
            sink.onData(plaintext, 0, length);
            length = connected.receivePending(plaintext, 0, plaintext.length);
        }
    }

    private void sendRecords(DtlsSink sink) {
        Optional<Packet> datagram = wire.sent();
        while (datagram.isPresent()) {
            sink.send(datagram.get());
            datagram = wire.sent();
        }
    }

    /**
     * Sends one record of application data.
     *
     * @return false if not connected, or longer than {@link #maxDataLength}
     */
    public boolean send(byte[] array, int offset, int length) {
        DTLSTransport connected = transport;
        if (state != DtlsState.CONNECTED || connected == null) return false;
        if (length > maxDataLength()) return false;
        try {
            connected.send(array, offset, length);
            return true;
        } catch (IOException e) {
            fail(Handshake.ERROR, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** What one record of application data can hold within the MTU; 0 unless connected. */
    public int maxDataLength() {
        DTLSTransport connected = transport;
        if (state != DtlsState.CONNECTED || connected == null) return 0;
        try {
            return connected.getSendLimit();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends close_notify if connected, ends a handshake under way; drain once more after it. */
    public void close() {
        if (state == DtlsState.FAILED || state == DtlsState.CLOSED) return;
        DtlsState before = state;
        state = DtlsState.CLOSED;
        endHandshake(before);
        releasePending();
        DTLSTransport connected = transport;
        if (connected == null) return;
        try {
            connected.close();
        } catch (IOException e) {
            detail = String.valueOf(e.getMessage());
        }
    }

    private void fail(String why, String what) {
        DtlsState before = state;
        state = DtlsState.FAILED;
        reason = why;
        detail = what;
        endHandshake(before);
        releasePending();
    }

    private void endHandshake(DtlsState before) {
        if (before != DtlsState.TRYING) return;
        wire.end();
        driver.step(wire);
    }

    private void releasePending() {
        while (!pending.isEmpty()) {
            pending.poll().release();
        }
    }

    public DtlsState state() {
        return state;
    }

    /** What went wrong, in more words than the reason; empty if nothing did. */
    public String failureDetail() {
        return detail;
    }

    /** Datagrams dropped because a queue was full. */
    public long dropped() {
        return dropped + wire.dropped();
    }
}
