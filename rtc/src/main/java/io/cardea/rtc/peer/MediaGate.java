package io.cardea.rtc.peer;

import io.cardea.rtc.dtls.SrtpKeys;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate between datagrams and media: decrypts what comes, encrypts what goes, and holds back
 * what comes before there are keys. Belongs to its peer; owns the packets it holds.
 */
final class MediaGate {
    /** Media that may wait for the keys of a handshake just ending. */
    static final int MAX_HELD = 32;

    /** No RTP or RTCP packet that fits an Ethernet frame is longer. */
    static final int MAX_LENGTH = 1_500;

    private final boolean encrypted;
    private final PeerCounters counters;
    private final ArrayDeque<Packet> held = new ArrayDeque<>();
    private final ArrayDeque<Packet> received = new ArrayDeque<>();
    private @Nullable SrtpSession inbound;
    private @Nullable SrtpSession outbound;
    private @Nullable PacketTap tap;
    private boolean decided;
    private boolean open;

    MediaGate(boolean encrypted, PeerCounters counters) {
        this.encrypted = encrypted;
        this.counters = counters;
    }

    /** The peer is connected. Without keys, where they are needed, there will never be media. */
    void open(Optional<SrtpKeys> keys) {
        decided = true;
        open = keys.isPresent() || !encrypted;
        if (keys.isPresent()) {
            inbound = keys.get().inbound();
            outbound = keys.get().outbound();
        }
        for (Packet packet = held.poll(); packet != null; packet = held.poll()) {
            receive(packet);
        }
    }

    /** Whether RTP can be sent and received. */
    boolean isOpen() {
        return open;
    }

    /** Empty without keys. */
    Optional<SrtpProfile> profile() {
        return Optional.ofNullable(outbound).map(SrtpSession::profile);
    }

    void receive(Packet owned) {
        if (owned.length() > MAX_LENGTH) {
            counters.tooLarge++;
            owned.release();
        } else if (open) {
            decrypt(owned);
        } else if (decided || held.size() == MAX_HELD) {
            counters.earlyMedia++;
            owned.release();
        } else {
            held.add(owned);
        }
    }

    private void decrypt(Packet owned) {
        SrtpSession session = inbound;
        if (session != null) {
            boolean rtcp = RtpHeader.isRtcp(owned);
            Drop drop = rtcp ? session.unprotectRtcp(owned) : session.unprotect(owned);
            if (drop != Drop.NONE) {
                counters.srtpDrops++;
                counters.totals.srtpDrops++;
                owned.release();
                return;
            }
        }
        received.add(owned);
    }

    /** Decrypts an RTP packet that stays the caller's. */
    boolean unprotect(Packet exclusive) {
        SrtpSession session = inbound;
        return open && (session == null || session.unprotect(exclusive) == Drop.NONE);
    }

    boolean hasReceived() {
        return !received.isEmpty();
    }

    /** The next packet, decrypted, or null; the caller's. */
    @Nullable Packet poll() {
        Packet next = received.poll();
        if (tap != null && next != null) tap.onPacket(next, true);
        return next;
    }

    /** Who is shown all packets in the clear; null for nobody. */
    void tap(@Nullable PacketTap wanted) {
        tap = wanted;
    }

    /** Encrypts RTP; false, and released, if that cannot be. */
    boolean protect(Packet owned) {
        if (tap != null && open) tap.onPacket(owned, false);
        SrtpSession session = outbound;
        return open && (session == null || session.protect(owned)) || refuse(owned);
    }

    /** The same for RTCP. */
    boolean protectRtcp(Packet owned) {
        if (tap != null && open) tap.onPacket(owned, false);
        SrtpSession session = outbound;
        return open && (session == null || session.protectRtcp(owned)) || refuse(owned);
    }

    private boolean refuse(Packet owned) {
        counters.protectFailures++;
        owned.release();
        return false;
    }

    void close() {
        decided = true;
        open = false;
        // Kept, since the profile is still asked for.
        if (inbound != null) inbound.close();
        if (outbound != null) outbound.close();
        release(held);
        release(received);
    }

    private static void release(ArrayDeque<Packet> packets) {
        for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
            packet.release();
        }
    }
}
