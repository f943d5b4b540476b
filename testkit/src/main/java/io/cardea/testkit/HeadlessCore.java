package io.cardea.testkit;

import io.cardea.media.LoopPeer;
import io.cardea.media.PeerContext;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.peer.PeerSink;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A headless peer's part on its loop: the PeerConnection, what it sends, and what it counts. */
final class HeadlessCore implements LoopPeer {
    private record Wait(Predicate<Reception> wanted, CompletableFuture<Reception> reached) {}

    private final Peer peer;
    private final PeerContext context;
    private final Map<Integer, SyntheticStream> streams = new TreeMap<>();

    /** What is sent, and what was before it was stopped. */
    private final Map<Integer, SyntheticStream> ever = new TreeMap<>();

    private final List<ReceivedLine> lines = new ArrayList<>();
    private final ArrayDeque<Reception.Message> messages = new ArrayDeque<>();
    private final List<Wait> waits = new ArrayList<>();
    private final Tap tap = new Tap();
    private @Nullable NegotiatedSession session;
    private long messageCount;
    private boolean connected;
    private boolean vanished;

    HeadlessCore(Peer peer, PeerContext context) {
        this.peer = peer;
        this.context = context;
    }

    // ---- Commands, on the loop ----

    Peer peer() {
        return peer;
    }

    void gather(long nowNanos) {
        peer.gather(context.bases(), List.of(), nowNanos);
        context.wake();
    }

    void negotiate(NegotiatedSession agreed, long nowNanos) {
        session = agreed;
        for (NegotiatedMedia media : agreed.media()) {
            line(media.index()).codec(media.codec().name());
        }
        peer.negotiate(agreed, nowNanos);
        context.wake();
    }

    void send(int mediaIndex, MediaSource source, List<String> rids, long nowNanos) {
        var stream = new SyntheticStream(source, rids, nowNanos);
        SyntheticStream before = ever.put(mediaIndex, stream);
        if (before != null) stream.continueFrom(before);
        streams.put(mediaIndex, stream);
        context.wake();
    }

    void stop(int mediaIndex) {
        streams.remove(mediaIndex);
    }

    void sendData(String label, byte[] text, long nowNanos) {
        peer.sendData(label, "", false, text, nowNanos);
        context.wake();
    }

    void askForKeyframe(int mediaIndex, long nowNanos) {
        peer.requestKeyframe(mediaIndex, -1, nowNanos);
        context.wake();
    }

    /** Goes without a word, as a computer that loses its network. */
    void vanish() {
        vanished = true;
        context.wake();
    }

    void await(Predicate<Reception> wanted, CompletableFuture<Reception> reached) {
        waits.add(new Wait(wanted, reached));
        look();
    }

    // ---- Life on the loop ----

    @Override
    public String localUfrag() {
        return peer.localUfrag();
    }

    @Override
    public void receive(Packet owned, long nowNanos) {
        if (vanished) {
            owned.release();
        } else {
            peer.receive(owned, nowNanos);
        }
    }

    @Override
    public void expire(long nowNanos) {
        peer.expire(nowNanos);
        NegotiatedSession agreed = session;
        if (!connected || agreed == null) return;
        streams.forEach((index, stream) -> {
            if (index >= agreed.media().size()) return;
            NegotiatedMedia media = agreed.media().get(index);
            stream.run(peer, context.pool(), media, agreed.extensions(), nowNanos);
        });
    }

    @Override
    public long nextDeadlineNanos() {
        long next = peer.nextDeadlineNanos();
        if (!connected) return next;
        for (SyntheticStream stream : streams.values()) {
            next = Math.min(next, stream.dueNanos());
        }
        return next;
    }

    @Override
    public void drain(PeerSink sink) {
        tap.sink = sink;
        peer.drain(tap);
    }

    @Override
    public boolean sendRtp(int mediaIndex, RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        return peer.sendRtp(mediaIndex, lent, rewrite, nowNanos);
    }

    @Override
    public void requestKeyframe(int mediaIndex, int layer, long nowNanos) {
        peer.requestKeyframe(mediaIndex, layer, nowNanos);
    }

    @Override
    public void close(String reason, long nowNanos) {
        peer.close(reason, nowNanos);
    }

    @Override
    public boolean isClosed() {
        return vanished || peer.isClosed();
    }

    // ---- What is heard ----

    private ReceivedLine line(int index) {
        while (lines.size() <= index) lines.add(new ReceivedLine());
        return lines.get(index);
    }

    Reception reception() {
        return new Reception(
                lines.stream().map(ReceivedLine::snapshot).toList(),
                List.copyOf(messages),
                messageCount);
    }

    private void look() {
        if (waits.isEmpty()) return;
        Reception now = reception();
        for (Iterator<Wait> each = waits.iterator(); each.hasNext(); ) {
            Wait wait = each.next();
            if (!wait.reached.isDone() && !wait.wanted.test(now)) continue;
            wait.reached.complete(now);
            each.remove();
        }
    }

    private void keep(PeerEvent.DataMessage message) {
        messageCount++;
        if (messages.size() == Reception.MAX_MESSAGES) messages.removeFirst();
        String text = new String(message.payload(), StandardCharsets.UTF_8);
        messages.add(new Reception.Message(message.label(), message.binary(), text));
        look();
    }

    /** Listens in on what the peer tells its seat. */
    private final class Tap implements PeerSink {
        private @Nullable PeerSink sink;

        private PeerSink seat() {
            PeerSink current = sink;
            if (current == null) throw new IllegalStateException("not draining");
            return current;
        }

        @Override
        public void send(Packet owned) {
            if (vanished) {
                owned.release();
            } else {
                seat().send(owned);
            }
        }

        @Override
        public void onRtp(RtpPacket lent) {
            line(lent.mediaIndex).count(lent);
            look();
        }

        @Override
        public void onKeyframeRequest(int mediaIndex) {
            SyntheticStream stream = streams.get(mediaIndex);
            if (stream != null) stream.requestKeyframe();
            line(mediaIndex).countKeyframeRequest();
            look();
        }

        @Override
        public void onSenderReport(
                int mediaIndex, int layer, long ntpTimestamp, int rtpTimestamp) {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {
            seat().onValidated(local, remote);
        }

        @Override
        public void onHeard(TransportAddress local, TransportAddress remote) {
            seat().onHeard(local, remote);
        }

        @Override
        public void onEvent(PeerEvent event) {
            if (event instanceof PeerEvent.Connected) {
                connected = true;
                context.wake();
            }
            if (event instanceof PeerEvent.DataMessage message) keep(message);
            seat().onEvent(event);
        }
    }
}
