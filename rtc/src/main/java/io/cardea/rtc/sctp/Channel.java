package io.cardea.rtc.sctp;

import java.io.ByteArrayOutputStream;

/** One data channel: a stream in each direction with the same id (RFC 8831, 6.4). */
final class Channel {
    enum State {
        /** Announced, but not yet known to be accepted. Usable; what is sent keeps order. */
        OPENING,
        OPEN,
        /** Its streams are being reset; the id is taken until both are. */
        CLOSING
    }

    final int stream;
    final ChannelOptions options;
    State state;
    boolean inboundReset;
    boolean outboundReset;

    /** Whether the end of this channel has been told. */
    boolean reported;

    /** A message in the deprecated form, of several SCTP messages (RFC 8831, 6.6). */
    ByteArrayOutputStream partial = new ByteArrayOutputStream(0);

    boolean partialTooLarge;

    Channel(int stream, ChannelOptions options, State state) {
        this.stream = stream;
        this.options = options;
        this.state = state;
    }

    String label() {
        return options.label();
    }

    boolean isUsable() {
        return state != State.CLOSING;
    }

    OutboundMessage message(int ppid, byte[] payload, long nowNanos) {
        int lifeMs = options.maxPacketLifeTimeMs();
        long expires =
                lifeMs == ChannelOptions.UNLIMITED
                        ? OutboundMessage.NEVER_EXPIRES
                        : nowNanos + lifeMs * 1_000_000L;
        // RFC 8832, 6: nothing may overtake the OPEN.
        boolean unordered = !options.ordered() && state == State.OPEN;
        return new OutboundMessage(
                stream, ppid, unordered, payload, options.maxRetransmits(), expires);
    }

    OutboundMessage control(byte[] dcep) {
        return new OutboundMessage(
                stream,
                Ppid.DCEP,
                false,
                dcep,
                ChannelOptions.UNLIMITED,
                OutboundMessage.NEVER_EXPIRES);
    }
}
