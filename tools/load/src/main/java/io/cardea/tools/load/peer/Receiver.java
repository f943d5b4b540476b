package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtcp.RtcpWriter;
import io.cardea.rtc.rtcp.TwccReceiver;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import io.cardea.tools.load.peer.ReceivePlan.Feedback;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the media of one PeerConnection and gives the feedback a browser would.
 *
 * <p>Belongs to one loop. Of a packet only the header is read, which costs next to nothing; one in
 * {@link ReceivePlan#sampleEvery} is decrypted, chosen by a hash of its number, so that it does not
 * go with the rhythm of the frames. While a keyframe is waited for, and of what is a retransmission
 * while anything is missing, every packet is.
 */
final class Receiver {
    /** Streams of a peer; packets of further ones are not counted. */
    static final int MAX_STREAMS = 64;

    static final long REPORT_NANOS = 1_000_000_000L;
    static final long TWCC_NANOS = 100_000_000L;
    static final long PLI_NANOS = 500_000_000L;
    static final long WAITING_NANOS = 10_000_000L;

    /** What REMB says: no limit that made-up media would reach. */
    private static final long REMB_BPS = 50_000_000L;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int ONE_BYTE_HEADER = 4;

    private final Peer peer;
    private final PacketPool pool;
    private final LoopTotals totals;
    private final ReceivePlan plan;
    private final long requestedNanos;
    private final int sampleMask;
    private final int samplePhase;
    private Reception[] receptions = {};
    private @Nullable Reception last;
    private @Nullable PayloadKinds kinds;
    private @Nullable TwccReceiver twcc;
    private int twccId;
    private int ownSsrc = 1;
    private int[] rembSsrcs = {};
    private boolean mediaSeen;
    private long nextReportNanos = NEVER;
    private long nextTwccNanos = NEVER;
    private long nextWaitingNanos = NEVER;

    Receiver(
            Peer peer,
            PacketPool pool,
            LoopTotals totals,
            ReceivePlan plan,
            long requestedNanos,
            int number) {
        this.peer = peer;
        this.pool = pool;
        this.totals = totals;
        this.plan = plan;
        this.requestedNanos = requestedNanos;
        this.sampleMask = Integer.highestOneBit(plan.sampleEvery()) - 1;
        this.samplePhase = number * 7;
    }

    void negotiate(NegotiatedSession session) {
        kinds = new PayloadKinds(session);
        for (NegotiatedMedia media : session.media()) {
            if (media.localSsrc() != 0) ownSsrc = media.localSsrc();
        }
        twccId = session.extensions().id(RtpExtension.TRANSPORT_WIDE_CC);
        boolean agreed = twccId != 0 && plan.feedback() == Feedback.TWCC;
        if (agreed && twcc == null) twcc = new TwccReceiver();
    }

    void start(long nowNanos) {
        totals.setUp(nowNanos - requestedNanos);
        nextReportNanos = nowNanos + REPORT_NANOS;
        if (twcc != null) nextTwccNanos = nowNanos + TWCC_NANOS;
    }

    // ---- Media ----

    /** An encrypted RTP packet; takes ownership. */
    void receive(Packet owned, long nowNanos) {
        totals.bytes += owned.length();
        TwccReceiver transport = twcc;
        if (transport != null) {
            int number = transportSequenceNumber(owned);
            if (number >= 0) transport.onPacket(number, owned.arrivalNanos());
        }
        Reception known = last;
        int ssrc = RtpHeader.ssrc(owned);
        Reception reception = known != null && known.ssrc == ssrc ? known : find(owned, ssrc);
        if (reception != null) {
            count(reception, owned, nowNanos);
        }
        owned.release();
    }

    private void count(Reception reception, Packet lent, long nowNanos) {
        int sequenceNumber = RtpHeader.sequenceNumber(lent);
        boolean fresh = reception.onPacket(sequenceNumber, RtpHeader.timestamp(lent), nowNanos);
        if (reception.isWaiting() && nextWaitingNanos == NEVER) {
            nextWaitingNanos = nowNanos + WAITING_NANOS;
        }
        if (!fresh) return;
        boolean awaited = reception.video && !reception.keyframeSeen;
        if (awaited || isSampled(sequenceNumber)) inspect(reception, lent, awaited);
    }

    private boolean isSampled(int sequenceNumber) {
        int hash = (sequenceNumber + samplePhase) * 0x9E37_79B1;
        return (hash >>> 16 & sampleMask) == 0;
    }

    private void inspect(Reception reception, Packet exclusive, boolean awaited) {
        if (!peer.unprotect(exclusive)) return;
        long stamp = Payloads.stamp(exclusive);
        if (stamp != Payloads.NO_STAMP) totals.latency(System.nanoTime() - stamp);
        PayloadKinds known = kinds;
        int header = RtpHeader.headerLength(exclusive);
        if (!awaited || known == null || header < 0) return;
        reception.keyframeSeen =
                Keyframes.isKeyframe(
                        known.videoCodec(), exclusive, header, exclusive.length() - header);
    }

    private @Nullable Reception find(Packet lent, int ssrc) {
        for (Reception each : receptions) {
            if (each.ssrc == ssrc) {
                last = each;
                return each;
            }
        }
        PayloadKinds known = kinds;
        int type = RtpHeader.payloadType(lent);
        byte kind = known == null ? PayloadKinds.UNKNOWN : known.kind(type);
        if (known == null || kind == PayloadKinds.UNKNOWN) return null;
        if (kind == PayloadKinds.RTX) {
            repair(lent);
            return null;
        }
        if (receptions.length == MAX_STREAMS) return null;
        if (!mediaSeen) {
            mediaSeen = true;
            totals.firstMedia(System.nanoTime() - requestedNanos);
        }
        boolean video = kind == PayloadKinds.VIDEO;
        var made = new Reception(ssrc, video, known.clockRate(type), totals);
        if (video) nextWaitingNanos = 0; // for a keyframe
        receptions = Arrays.copyOf(receptions, receptions.length + 1);
        receptions[receptions.length - 1] = made;
        return made;
    }

    /** RFC 4588: a repeated packet says which one it is inside only. */
    private void repair(Packet exclusive) {
        boolean waiting = false;
        for (Reception each : receptions) {
            waiting |= each.isWaiting();
        }
        if (!waiting || !peer.unprotect(exclusive)) return;
        int header = RtpHeader.headerLength(exclusive);
        if (header < 0 || header + 2 > exclusive.length()) return;
        int repaired = exclusive.u16(header);
        for (Reception each : receptions) {
            if (each.video && each.isWaiting() && each.onRepair(repaired)) return;
        }
    }

    /** Of the header's extension block (RFC 8285, 4.2 and 4.3); -1 without. */
    private int transportSequenceNumber(Packet lent) {
        if (!RtpHeader.hasExtension(lent)) return -1;
        int at = RtpHeader.LENGTH + 4 * RtpHeader.csrcCount(lent);
        if (at + ONE_BYTE_HEADER > lent.length()) return -1;
        int profile = lent.u16(at);
        int end = at + ONE_BYTE_HEADER + 4 * lent.u16(at + 2);
        if (end > lent.length()) return -1;
        at += ONE_BYTE_HEADER;
        boolean oneByte = profile == RtpHeader.ONE_BYTE_PROFILE;
        while (at < end) {
            int first = lent.u8(at);
            if (first == 0) {
                at++;
                continue;
            }
            int id = oneByte ? first >> 4 : first;
            int length = oneByte ? (first & 15) + 1 : at + 1 < end ? lent.u8(at + 1) : 0;
            at += oneByte ? 1 : 2;
            if (id == twccId && length == 2 && at + 2 <= end) return lent.u16(at);
            at += length;
        }
        return -1;
    }

    // ---- Feedback ----

    void onSenderReport(int ssrc, long ntpTimestamp, long nowNanos) {
        for (Reception each : receptions) {
            if (each.ssrc == ssrc) each.onSenderReport(ntpTimestamp, nowNanos);
        }
    }

    long nextDeadlineNanos() {
        return Math.min(Math.min(nextReportNanos, nextTwccNanos), nextWaitingNanos);
    }

    void expire(long nowNanos) {
        if (nowNanos >= nextWaitingNanos) waiting(nowNanos);
        if (nowNanos >= nextTwccNanos) {
            nextTwccNanos = nowNanos + TWCC_NANOS;
            transportFeedback(nowNanos);
        }
        if (nowNanos >= nextReportNanos) {
            nextReportNanos = nowNanos + REPORT_NANOS;
            reports(nowNanos);
        }
    }

    /** What is missing is asked for, or given up; what needs a keyframe asks for one. */
    private void waiting(long nowNanos) {
        nextWaitingNanos = NEVER;
        for (Reception each : receptions) {
            if (each.isWaiting()) {
                each.expire(nowNanos);
                if (plan.nack()) nack(each, nowNanos);
                nextWaitingNanos = nowNanos + WAITING_NANOS;
            }
            if (each.video && !each.keyframeSeen) {
                if (nowNanos >= each.nextPliNanos) pli(each, nowNanos);
                nextWaitingNanos = Math.min(nextWaitingNanos, each.nextPliNanos);
            }
        }
    }

    private void nack(Reception reception, long nowNanos) {
        Packet packet = compound();
        int asked = reception.nack(packet, ownSsrc, nowNanos);
        totals.nacksSent += asked;
        if (asked > 0) {
            peer.sendWholeRtcp(packet, nowNanos);
        } else {
            packet.release();
        }
    }

    private void pli(Reception reception, long nowNanos) {
        Packet packet = compound();
        RtcpWriter.pli(packet, ownSsrc, reception.ssrc);
        if (peer.sendWholeRtcp(packet, nowNanos)) totals.plisSent++;
        reception.nextPliNanos = nowNanos + PLI_NANOS;
    }

    private void transportFeedback(long nowNanos) {
        TwccReceiver transport = twcc;
        if (transport == null) return;
        int media = receptions.length == 0 ? 0 : receptions[receptions.length - 1].ssrc;
        while (transport.isPending()) {
            Packet packet = compound();
            if (!transport.collect(packet, ownSsrc, media)) {
                packet.release();
                return;
            }
            peer.sendWholeRtcp(packet, nowNanos);
        }
    }

    private void reports(long nowNanos) {
        if (receptions.length == 0) return;
        Packet packet = pool.take();
        int report = RtcpWriter.beginReceiverReport(packet, ownSsrc);
        for (Reception each : receptions) {
            if (each.hasBegun()) each.report(packet, report, nowNanos);
        }
        if (plan.feedback() == Feedback.REMB) remb(packet);
        peer.sendWholeRtcp(packet, nowNanos);
    }

    private void remb(Packet into) {
        if (rembSsrcs.length != receptions.length) {
            rembSsrcs = Arrays.stream(receptions).mapToInt(each -> each.ssrc).toArray();
        }
        RtcpWriter.remb(into, ownSsrc, REMB_BPS, rembSsrcs, rembSsrcs.length);
    }

    /** A compound that begins as one has to (RFC 3550, 6.1). */
    private Packet compound() {
        Packet packet = pool.take();
        RtcpWriter.beginReceiverReport(packet, ownSsrc);
        return packet;
    }

    /** The PeerConnection has ended: nothing more will come. */
    void end() {
        nextReportNanos = NEVER;
        nextTwccNanos = NEVER;
        nextWaitingNanos = NEVER;
        for (Reception each : receptions) {
            each.giveUpAll();
        }
        receptions = new Reception[0];
        last = null;
    }

    // ---- Figures ----

    int receptions() {
        return receptions.length;
    }

    Reception reception(int i) {
        return receptions[i];
    }
}
