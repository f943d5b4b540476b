package io.cardea.rtc.sctp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of one PeerConnection, over the SCTP association that carries them.
 *
 * <p>A protocol core: bytes and time go in, packets and events come out of {@link #drain}, which
 * has to follow every call that takes the time. Belongs to one loop. Bounded by {@link
 * SctpSettings.Limits}. RFC 8831 and RFC 8832 on top of RFC 9260.
 *
 * <p>A channel is found by its label, the oldest first, whoever opened it. Ours take the lowest
 * free stream from 1 on, as Janus's do, and not every second one as RFC 8832 has it. So both sides
 * may choose the same stream at once. Then the RFC's rule decides: the DTLS client owns the even
 * ids, the server the odd ones, and the other side moves its channel to the next free stream.
 */
public final class DataChannels {
    public static final int MAX_LABEL_BYTES = 127;
    public static final int MAX_PROTOCOL_BYTES = 63;

    /** Stream 0 is never chosen by us: Janus keeps it in reserve. */
    private static final int FIRST_STREAM = 1;

    private static final int NONE = -1;

    private final Counters counters = new Counters();
    private final SctpSettings.Limits limits;
    private final boolean dtlsClient;
    private final Association association;
    private final @Nullable Channel[] byStream;
    private final List<Channel> channels = new ArrayList<>();
    private final ArrayDeque<ChannelEvent> events = new ArrayDeque<>();
    private int usableStreams;
    private long partialBytes;
    private long now;

    /**
     * @param dtlsClient whether we are the DTLS client; decides who yields when both sides open a
     *     channel on the same stream
     */
    public DataChannels(SctpSettings settings, boolean dtlsClient, RandomGenerator random) {
        this.limits = settings.limits();
        this.dtlsClient = dtlsClient;
        this.usableStreams = limits.streams();
        this.byStream = new Channel[limits.streams()];
        this.association = new Association(settings, random, new Upcalls(), counters);
    }

    /** Begins the handshake; DTLS must be up. The peer may begin it, too, before or after. */
    public void start(long nowNanos) {
        now = nowNanos;
        association.start(nowNanos);
    }

    /** Takes one SCTP packet; the array is lent until return. */
    public void receive(byte[] lent, int offset, int length, long nowNanos) {
        now = nowNanos;
        association.receive(lent, offset, length, nowNanos);
    }

    public void expire(long nowNanos) {
        now = nowNanos;
        association.expire(nowNanos);
    }

    /** When {@link #expire} wants to be called next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return association.nextDeadlineNanos();
    }

    /** Puts out all packets and events there are. */
    public void drain(SctpSink sink) {
        association.drain(sink);
        while (!events.isEmpty()) events.removeFirst().tell(sink);
    }

    /**
     * Sends a message on the first open channel with that label, and opens a reliable one if there
     * is none. Before the association is up the message waits.
     *
     * @param payload kept, not copied: must not change any more
     * @return false if the message was refused, which is counted
     */
    public boolean send(
            String label, String protocol, boolean binary, byte[] payload, long nowNanos) {
        now = nowNanos;
        if (!association.isOpen()) return refuse(SctpCount.SEND_AFTER_END);
        if (payload.length > limits.maxMessageBytes()) return refuse(SctpCount.SEND_TOO_LARGE);
        if (bufferedBytes() + payload.length > limits.sendBufferBytes()) {
            return refuse(SctpCount.SEND_BUFFER_FULL);
        }
        String name = Dcep.cut(label, MAX_LABEL_BYTES);
        Channel channel = find(name);
        if (channel == null) {
            int stream = freeStream();
            if (stream == NONE) return refuse(SctpCount.CHANNELS_EXHAUSTED);
            channel = open(stream, tidy(ChannelOptions.reliable(label, protocol)));
        }
        int ppid = Ppid.of(binary, payload.length == 0);
        association.send(channel.message(ppid, Ppid.carried(payload), nowNanos), nowNanos);
        counters.add(SctpCount.MESSAGES_SENT);
        return true;
    }

    /** Opens a channel; false, and counted, when there is no free stream or channel. */
    public boolean openChannel(ChannelOptions options, long nowNanos) {
        now = nowNanos;
        if (!association.isOpen()) return refuse(SctpCount.SEND_AFTER_END);
        int stream = options.negotiatedId();
        if (stream == ChannelOptions.IN_BAND) {
            stream = freeStream();
        } else if (stream >= usableStreams || byStream[stream] != null || isFull()) {
            stream = NONE;
        }
        if (stream == NONE) return refuse(SctpCount.CHANNELS_EXHAUSTED);
        open(stream, tidy(options));
        return true;
    }

    /** Closes all channels with that label, once what was sent on them has left. */
    public void closeChannel(String label, long nowNanos) {
        now = nowNanos;
        String name = Dcep.cut(label, MAX_LABEL_BYTES);
        for (Channel channel : List.copyOf(channels)) {
            if (channel.isUsable() && channel.label().equals(name)) close(channel);
        }
    }

    /** Ends the association once all that was sent has been acknowledged. */
    public void shutdown(long nowNanos) {
        now = nowNanos;
        association.shutdown(nowNanos);
    }

    /** Ends the association at once, telling the peer why. Without effect when it has ended. */
    public void abort(String reason, long nowNanos) {
        now = nowNanos;
        association.abort(reason, nowNanos);
    }

    /** Whether the handshake is done and the association has not ended. */
    public boolean isUp() {
        return association.isUp();
    }

    /** Bytes of messages that are unsent or not yet acknowledged. */
    public long bufferedBytes() {
        return association.bufferedBytes();
    }

    public long count(SctpCount what) {
        return counters.of(what);
    }

    /** Streams of all channels, closing ones included, the oldest channel first. */
    List<Integer> streamsInUse() {
        return channels.stream().map(channel -> channel.stream).toList();
    }

    /** Labels of the channels that can be used, in the order of their streams. */
    List<String> labels() {
        return channels.stream()
                .filter(Channel::isUsable)
                .sorted(Comparator.comparingInt(channel -> channel.stream))
                .map(Channel::label)
                .toList();
    }

    /** What is held of messages that cannot be delivered yet, overhead included. */
    int heldBytes() {
        return association.heldBytes();
    }

    // Channels

    private boolean refuse(SctpCount reason) {
        counters.add(reason);
        return false;
    }

    private @Nullable Channel find(String label) {
        for (Channel channel : channels) {
            if (channel.isUsable() && channel.label().equals(label)) return channel;
        }
        return null;
    }

    private boolean isFull() {
        return channels.size() >= limits.maxChannels();
    }

    private int freeStream() {
        if (isFull()) return NONE;
        for (int stream = FIRST_STREAM; stream < usableStreams; stream++) {
            if (byStream[stream] == null) return stream;
        }
        return NONE;
    }

    private static ChannelOptions tidy(ChannelOptions options) {
        return new ChannelOptions(
                Dcep.cut(options.label(), MAX_LABEL_BYTES),
                Dcep.cut(options.protocol(), MAX_PROTOCOL_BYTES),
                options.ordered(),
                options.maxRetransmits(),
                options.maxPacketLifeTimeMs(),
                options.negotiatedId());
    }

    private Channel open(int stream, ChannelOptions options) {
        boolean negotiated = options.negotiatedId() != ChannelOptions.IN_BAND;
        var channel = new Channel(stream, options, Channel.State.OPENING);
        add(channel);
        if (!negotiated) {
            association.send(channel.control(Dcep.open(options)), now);
        } else if (association.isUp()) {
            opened(channel);
        }
        return channel;
    }

    private void add(Channel channel) {
        channels.add(channel);
        byStream[channel.stream] = channel;
    }

    private void opened(Channel channel) {
        channel.state = Channel.State.OPEN;
        events.add(new ChannelEvent.Opened(channel.label(), channel.options.protocol()));
    }

    private void close(Channel channel) {
        channel.state = Channel.State.CLOSING;
        dropPartial(channel);
        if (association.isUp()) {
            association.resetStream(channel.stream);
        } else {
            association.discard(channel.stream);
            remove(channel);
        }
    }

    private void remove(Channel channel) {
        dropPartial(channel);
        channels.remove(channel);
        if (byStream[channel.stream] == channel) byStream[channel.stream] = null;
        channel.state = Channel.State.CLOSING;
        reportClosed(channel);
    }

    private void reportClosed(Channel channel) {
        if (channel.reported) return;
        channel.reported = true;
        if (find(channel.label()) == null) events.add(new ChannelEvent.Closed(channel.label()));
    }

    private void removeAll() {
        for (Channel channel : channels) channel.state = Channel.State.CLOSING;
        for (Channel channel : List.copyOf(channels)) remove(channel);
    }

    // What the peer says

    private void onControl(int stream, byte[] message) {
        int type = message[0];
        Channel channel = byStream[stream];
        if (type == Dcep.ACK) {
            if (channel != null && channel.state == Channel.State.OPENING) opened(channel);
            return;
        }
        Optional<ChannelOptions> options =
                type == Dcep.OPEN ? Dcep.readOpen(message) : Optional.empty();
        if (options.isEmpty()) {
            counters.add(SctpCount.BAD_DCEP);
            return;
        }
        if (stream >= usableStreams) {
            counters.add(SctpCount.CHANNELS_REFUSED);
        } else if (channel == null) {
            acceptUnlessFull(stream, options.get());
        } else {
            onOpenOfUsedStream(channel, options.get());
        }
    }

    private void acceptUnlessFull(int stream, ChannelOptions options) {
        if (isFull()) {
            // RFC 8832, 6: what cannot be accepted is closed.
            counters.add(SctpCount.CHANNELS_REFUSED);
            association.resetStream(stream);
        } else {
            accept(stream, options);
        }
    }

    private void accept(int stream, ChannelOptions options) {
        var channel = new Channel(stream, options, Channel.State.OPEN);
        add(channel);
        association.send(channel.control(Dcep.ack()), now);
        opened(channel);
    }

    private void onOpenOfUsedStream(Channel ours, ChannelOptions options) {
        boolean inBand = ours.options.negotiatedId() == ChannelOptions.IN_BAND;
        if (ours.state == Channel.State.CLOSING && ours.inboundReset) {
            // The peer does not wait for our reset before it uses the stream again. Ours is under
            // way; what is sent now waits for it.
            remove(ours);
            accept(ours.stream, options);
        } else if (ours.state != Channel.State.OPENING || !inBand) {
            counters.add(SctpCount.CHANNELS_REFUSED);
        } else if (ours.label().equals(options.label())) {
            association.send(ours.control(Dcep.ack()), now);
            opened(ours);
        } else if (isOurs(ours.stream)) {
            counters.add(SctpCount.CHANNELS_REFUSED);
        } else if (isFull()) {
            counters.add(SctpCount.CHANNELS_REFUSED);
        } else {
            giveWay(ours, options);
        }
    }

    private boolean isOurs(int stream) {
        return stream % 2 == 0 == dtlsClient;
    }

    /** The peer's channel takes the stream; ours goes to another one, with all that is unsent. */
    private void giveWay(Channel ours, ChannelOptions options) {
        int free = freeStream();
        if (free == NONE) {
            association.discard(ours.stream);
            remove(ours);
        } else {
            channels.remove(ours);
            open(free, ours.options);
            association.move(ours.stream, free);
        }
        byStream[ours.stream] = null;
        accept(ours.stream, options);
    }

    private void onPayload(int stream, int ppid, byte[] payload) {
        Channel channel = byStream[stream];
        if (channel == null || !channel.isUsable()) {
            counters.add(SctpCount.NO_CHANNEL);
            return;
        }
        // RFC 8832, 6: a message tells as much as an ACK.
        if (channel.state == Channel.State.OPENING) opened(channel);
        switch (ppid) {
            case Ppid.STRING, Ppid.BINARY -> deliver(channel, ppid == Ppid.BINARY, payload);
            case Ppid.STRING_EMPTY -> deliver(channel, false, new byte[0]);
            case Ppid.BINARY_EMPTY -> deliver(channel, true, new byte[0]);
            case Ppid.STRING_PARTIAL, Ppid.BINARY_PARTIAL -> keepPartial(channel, payload);
            default -> counters.add(SctpCount.UNKNOWN_PPID);
        }
    }

    private void keepPartial(Channel channel, byte[] payload) {
        boolean tooLarge =
                channel.partial.size() + payload.length > limits.maxMessageBytes()
                        || partialBytes + payload.length > limits.receiveWindowBytes();
        if (channel.partialTooLarge || tooLarge) {
            dropPartial(channel);
            channel.partialTooLarge = true;
            return;
        }
        channel.partial.write(payload, 0, payload.length);
        partialBytes += payload.length;
    }

    private void deliver(Channel channel, boolean binary, byte[] payload) {
        byte[] whole = payload;
        boolean tooLarge = channel.partialTooLarge;
        if (channel.partial.size() > 0) {
            channel.partial.write(payload, 0, payload.length);
            partialBytes += payload.length;
            whole = channel.partial.toByteArray();
            tooLarge = whole.length > limits.maxMessageBytes();
        }
        dropPartial(channel);
        if (tooLarge) {
            counters.add(SctpCount.MESSAGE_TOO_LARGE);
            return;
        }
        counters.add(SctpCount.MESSAGES_RECEIVED);
        events.add(
                new ChannelEvent.Message(
                        channel.label(), channel.options.protocol(), binary, whole));
    }

    private void dropPartial(Channel channel) {
        partialBytes -= channel.partial.size();
        channel.partial = new ByteArrayOutputStream(0);
        channel.partialTooLarge = false;
    }

    /** What the association tells us, while it takes a packet or the time. */
    private final class Upcalls implements AssociationListener {
        @Override
        public void onUp(int outboundStreams) {
            usableStreams = outboundStreams;
            events.add(new ChannelEvent.Up());
            for (Channel channel : List.copyOf(channels)) {
                if (channel.stream >= outboundStreams) {
                    counters.add(SctpCount.CHANNELS_EXHAUSTED);
                    association.discard(channel.stream);
                    remove(channel);
                } else if (channel.options.negotiatedId() != ChannelOptions.IN_BAND
                        && channel.state == Channel.State.OPENING) {
                    opened(channel);
                }
            }
        }

        @Override
        public void onRestart(int outboundStreams) {
            removeAll();
            usableStreams = outboundStreams;
        }

        @Override
        public void onDown(String reason) {
            removeAll();
            events.add(new ChannelEvent.Down(reason));
        }

        @Override
        public void onMessage(int stream, int ppid, byte[] payload) {
            if (ppid == Ppid.DCEP) {
                onControl(stream, payload);
            } else {
                onPayload(stream, ppid, payload);
            }
        }

        @Override
        public void onInboundReset(int stream) {
            Channel channel = byStream[stream];
            if (channel == null) return;
            channel.inboundReset = true;
            if (channel.isUsable()) {
                channel.state = Channel.State.CLOSING;
                association.discard(stream);
                association.resetStream(stream);
                reportClosed(channel);
            } else if (channel.outboundReset) {
                remove(channel);
            }
        }

        @Override
        public void onOutboundReset(int stream, boolean done) {
            Channel channel = byStream[stream];
            if (channel == null || channel.isUsable()) return;
            channel.outboundReset = true;
            // A peer that does not do resets will not send one either.
            if (channel.inboundReset || !done) remove(channel);
        }
    }
}
