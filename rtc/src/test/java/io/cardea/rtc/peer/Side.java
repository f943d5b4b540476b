package io.cardea.rtc.peer;

import io.cardea.rtc.dtls.HandshakeDriver;
import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtcp.NtpClock;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** One end of a {@link PeerPair}: a peer, and everything it has told and sent. */
final class Side implements PeerSink {
    /** A packet handed to the sink. */
    record Heard(
            int mediaIndex,
            int layer,
            int ssrc,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            boolean retransmitted,
            byte[] payload,
            long nanos) {}

    /** A datagram that is no STUN. */
    record Sent(byte[] bytes, long nanos) {
        boolean isDtls() {
            return bytes[0] >= 20 && bytes[0] < 64;
        }

        boolean isRtcp() {
            return RtpHeader.isRtcp(packet());
        }

        boolean isRtp() {
            return RtpHeader.isRtp(packet());
        }

        Packet packet() {
            return Packet.of(bytes);
        }
    }

    record Estimate(long bps, long nanos) {}

    record Report(int mediaIndex, int layer, long ntp, int timestamp) {}

    /** One RTCP packet of a compound that this side sent in the clear. */
    record Control(RtcpReader.Kind kind, int sender, int media, long nanos, byte[] bytes) {}

    final PeerPair pair;
    final TransportAddress address;
    final PacketPool pool = new PacketPool();
    final Peer peer;
    IceCredentials credentials;
    final List<Heard> heard = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final List<PeerEvent> events = new ArrayList<>();
    final List<Integer> keyframesWanted = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();
    final List<Estimate> estimates = new ArrayList<>();
    final List<TransportAddress> validated = new ArrayList<>();
    Predicate<byte[]> lost = bytes -> false;

    Side(
            PeerPair pair,
            TransportAddress address,
            PeerSettings settings,
            boolean controlling,
            long seed) {
        this.pair = pair;
        this.address = address;
        var random = new Random(seed);
        credentials = IceCredentials.random(random);
        peer =
                new Peer(
                        settings,
                        credentials,
                        controlling,
                        pool,
                        random,
                        new NtpClock(1_700_000_000_000_000_000L),
                        HandshakeDriver.lockstep());
    }

    void drain() {
        peer.drain(this);
    }

    /** A datagram as if the other side had sent it. */
    void inject(byte[] bytes) {
        Packet packet = pool.take();
        packet.append(bytes, 0, bytes.length);
        packet.route(address, pair.other(this).address);
        packet.arrivalNanos(pair.now);
        peer.receive(packet, pair.now);
        drain();
    }

    /** Sends a packet on an m-line as a plugin does. */
    boolean sendRtp(int mediaIndex, byte[] rtp, RtpRewrite rewrite) {
        Packet packet = pool.take();
        packet.append(rtp, 0, rtp.length);
        RtpPacket view = new RtpPacket();
        if (!RtpParser.parse(packet, ExtensionIds.NONE, view)) throw new AssertionError("no RTP");
        boolean went = peer.sendRtp(mediaIndex, view, rewrite, pair.now);
        packet.release();
        drain();
        return went;
    }

    /** The same with nothing changed but the SSRC. */
    boolean sendRtp(int mediaIndex, byte[] rtp) {
        Packet packet = Packet.of(rtp);
        RtpRewrite rewrite = new RtpRewrite();
        rewrite.sequenceNumber = RtpHeader.sequenceNumber(packet);
        rewrite.timestamp = RtpHeader.timestamp(packet);
        rewrite.marker = RtpHeader.marker(packet);
        rewrite.payloadType = RtpHeader.payloadType(packet);
        return sendRtp(mediaIndex, rtp, rewrite);
    }

    @Override
    public void send(Packet owned) {
        byte[] bytes = owned.toBytes();
        TransportAddress from = owned.local();
        boolean exclusive = owned.isExclusive();
        owned.release();
        if ((bytes[0] & 0xC0) != 0 || bytes[0] >= 20) {
            if (!exclusive) throw new AssertionError("a relay could not wrap this");
            sent.add(new Sent(bytes, pair.now));
        }
        if (from.equals(address) && !lost.test(bytes)) pair.fly(this, bytes);
    }

    @Override
    public void onRtp(RtpPacket lent) {
        byte[] payload =
                Arrays.copyOfRange(
                        lent.packet().array(),
                        lent.payloadOffset,
                        lent.payloadOffset + lent.payloadLength);
        heard.add(
                new Heard(
                        lent.mediaIndex,
                        lent.layer,
                        lent.ssrc,
                        lent.payloadType,
                        lent.sequenceNumber,
                        lent.timestamp,
                        lent.retransmitted,
                        payload,
                        pair.now));
    }

    @Override
    public void onKeyframeRequest(int mediaIndex) {
        keyframesWanted.add(mediaIndex);
    }

    @Override
    public void onSenderReport(int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {
        reports.add(new Report(mediaIndex, layer, ntpTimestamp, rtpTimestamp));
    }

    @Override
    public void onValidated(TransportAddress local, TransportAddress remote) {
        validated.add(remote);
    }

    @Override
    public void onHeard(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onBandwidthEstimate(long bitsPerSecond) {
        estimates.add(new Estimate(bitsPerSecond, pair.now));
    }

    @Override
    public void onEvent(PeerEvent event) {
        events.add(event);
    }

    // ---- Questions ----

    <T extends PeerEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Integer> sequenceNumbers() {
        return heard.stream().map(Heard::sequenceNumber).toList();
    }

    List<Sent> sentRtp() {
        return sent.stream().filter(Sent::isRtp).toList();
    }

    List<Sent> sentRtcp() {
        return sent.stream().filter(Sent::isRtcp).toList();
    }

    /** Every RTCP packet of every compound sent in the clear. */
    List<Control> controls() {
        List<Control> all = new ArrayList<>();
        for (Sent compound : sentRtcp()) {
            RtcpReader reader = new RtcpReader();
            Packet packet = compound.packet();
            if (!reader.begin(packet)) throw new AssertionError("not a compound");
            while (reader.next()) {
                int from = reader.offset();
                byte[] bytes = Arrays.copyOfRange(compound.bytes(), from, from + reader.length());
                int media = bytes.length >= 12 ? reader.mediaSsrc() : 0;
                all.add(
                        new Control(
                                reader.kind(),
                                reader.senderSsrc(),
                                media,
                                compound.nanos(),
                                bytes));
            }
        }
        return all;
    }

    List<Control> controls(RtcpReader.Kind kind) {
        return controls().stream().filter(control -> control.kind() == kind).toList();
    }

    /** Forgets what was told and sent so far. */
    void clear() {
        heard.clear();
        sent.clear();
        events.clear();
        keyframesWanted.clear();
        estimates.clear();
        reports.clear();
    }
}
