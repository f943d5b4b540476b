package io.cardea.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The SCTP association (RFC 9260): handshake, chunks, timers, shutdown.
 *
 * <pre>
 *             start / INIT               INIT ACK / COOKIE ECHO          COOKIE ACK
 *   CLOSED ─────────────────► COOKIE_WAIT ────────────────► COOKIE_ECHOED ─────────► ESTABLISHED
 *      │                          │                              │                   │      │
 *      └──────────────────────────┴── COOKIE ECHO / COOKIE ACK ──┴───────────────────┘      │
 *                                                                                           │
 *   shutdown: ESTABLISHED ─► SHUTDOWN_PENDING ─► SHUTDOWN_SENT ─┬─► ENDED                   │
 *   peer's:   ESTABLISHED ─► SHUTDOWN_RECEIVED ─► SHUTDOWN_ACK_SENT ─► ENDED                │
 *   ABORT, or too many retransmissions: any state ─► ENDED  ◄───────────────────────────────┘
 * </pre>
 *
 * <p>Both sides dial, as a rule, so two handshakes cross: the first cookie that comes back settles
 * it (5.2). An INIT is answered from nothing but the cookie; until then it changes no state. ENDED
 * is final: a new association needs a new object. What goes out is decided in {@link #drain}, so
 * that chunks share packets.
 */
final class Association {
    enum State {
        CLOSED,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        ESTABLISHED,
        SHUTDOWN_PENDING,
        SHUTDOWN_SENT,
        SHUTDOWN_RECEIVED,
        SHUTDOWN_ACK_SENT,
        ENDED
    }

    /** RFC 9260, 15: Max.Init.Retransmits. */
    static final int MAX_INIT_RETRANSMISSIONS = 8;

    /** RFC 9260, 15: Association.Max.Retrans. */
    static final int MAX_RETRANSMISSIONS = 10;

    private static final int MAX_REPORT_BYTES = 128;

    /** More than the largest RE-CONFIG chunk of {@link StreamResets}, less than any packet. */
    private static final int RECONFIG_ROOM_BYTES = 440;

    private static final long NEVER = Long.MAX_VALUE;

    private final SctpSettings settings;
    private final RandomGenerator random;
    private final Counters counters;
    private final AssociationListener listener;
    private final InitAnswers answers;
    private final PacketWriter writer;
    private final Replies replies;
    private final Heartbeat heartbeat;

    private State state = State.CLOSED;
    private int localTag;
    private int localTsn;
    private int peerTag;
    private Sender sender;
    private @Nullable Receiver receiver;
    private @Nullable StreamResets resets;
    private byte[] cookieToEcho = {};
    private int outboundStreams;

    private long now;
    private long handshakeDeadline = NEVER;
    private long handshakeTimeout = RoundTrip.INITIAL_RTO_NANOS;
    private int handshakeAttempts;
    private long shutdownDeadline = NEVER;
    private int errors;

    Association(
            SctpSettings settings,
            RandomGenerator random,
            AssociationListener listener,
            Counters counters) {
        this.settings = settings;
        this.random = random;
        this.listener = listener;
        this.counters = counters;
        this.writer = new PacketWriter(settings);
        this.replies = new Replies(writer, counters);
        this.heartbeat = new Heartbeat(random);
        this.answers = new InitAnswers(settings, random, replies, counters);
        this.localTag = newTag();
        this.localTsn = random.nextInt();
        this.sender = new Sender(writer, settings, localTsn, counters);
    }

    // Commands

    void start(long nowNanos) {
        now = nowNanos;
        if (state != State.CLOSED) return;
        sendInit();
    }

    /** Queues a message, unless the end has begun; it waits for the handshake if need be. */
    void send(OutboundMessage message, long nowNanos) {
        now = nowNanos;
        if (isOpen()) sender.queue().add(message);
    }

    /** Resets what we send on this stream once it has been sent. Only after the handshake. */
    void resetStream(int stream) {
        if (resets != null) resets.add(stream);
    }

    void discard(int stream) {
        sender.queue().discard(stream);
    }

    /** Moves what has not been begun from one stream to another. */
    void move(int fromStream, int toStream) {
        sender.queue().move(fromStream, toStream);
    }

    void shutdown(long nowNanos) {
        now = nowNanos;
        switch (state) {
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED -> end("shutdown");
            case ESTABLISHED -> state = State.SHUTDOWN_PENDING;
            case SHUTDOWN_PENDING, SHUTDOWN_SENT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT, ENDED -> {}
        }
    }

    void abort(String reason, long nowNanos) {
        now = nowNanos;
        if (state == State.ENDED) return;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_REPORT_BYTES) text = Arrays.copyOf(text, MAX_REPORT_BYTES);
        abort(Chunks.CAUSE_USER_ABORT, text, reason);
    }

    // Queries

    /** Whether messages may be queued. */
    boolean isOpen() {
        return switch (state) {
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED, ESTABLISHED -> true;
            case SHUTDOWN_PENDING, SHUTDOWN_SENT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT, ENDED ->
                    false;
        };
    }

    boolean isUp() {
        return switch (state) {
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED, ENDED -> false;
            case ESTABLISHED,
                    SHUTDOWN_PENDING,
                    SHUTDOWN_SENT,
                    SHUTDOWN_RECEIVED,
                    SHUTDOWN_ACK_SENT ->
                    true;
        };
    }

    State state() {
        return state;
    }

    long bufferedBytes() {
        return sender.bufferedBytes();
    }

    int heldBytes() {
        return receiver == null ? 0 : receiver.heldBytes();
    }

    // Packets in

    void receive(byte[] lent, int offset, int length, long nowNanos) {
        now = nowNanos;
        counters.add(SctpCount.PACKETS_RECEIVED);
        if (!isIntact(lent, offset, length)) return;
        int tag = Wire.i32(lent, offset + 4);
        int at = offset + Chunks.COMMON_HEADER_BYTES;
        int end = offset + length;
        int type = Wire.u8(lent, at);
        if (state == State.ENDED) {
            onOutOfTheBlue(lent, at, end, tag);
            return;
        }
        if (!isForUs(type, Wire.u8(lent, at + 1), tag)) {
            counters.add(SctpCount.BAD_TAG);
            return;
        }
        boolean hasData = false;
        while (end - at >= Chunks.HEADER_BYTES) {
            int size = Wire.u16(lent, at + 2);
            if (size < Chunks.HEADER_BYTES || size > end - at) {
                counters.add(SctpCount.MALFORMED);
                break;
            }
            hasData |= lent[at] == Chunks.DATA;
            if (!onChunk(lent, at, size, tag, at + Wire.padded(size) >= end)) break;
            at += Wire.padded(size);
        }
        if (hasData) onDataEnd();
    }

    private boolean isIntact(byte[] lent, int offset, int length) {
        if (length < Chunks.COMMON_HEADER_BYTES + Chunks.HEADER_BYTES) {
            counters.add(SctpCount.MALFORMED);
            return false;
        }
        if (PacketWriter.checksum(lent, offset, length) != Wire.i32(lent, offset + 8)) {
            counters.add(SctpCount.BAD_CHECKSUM);
            return false;
        }
        boolean portsMatch =
                Wire.u16(lent, offset) == settings.remotePort()
                        && Wire.u16(lent, offset + 2) == settings.localPort();
        if (!portsMatch) counters.add(SctpCount.BAD_PORT);
        return portsMatch;
    }

    /** RFC 9260, 8.5. A COOKIE ECHO is judged by its cookie. */
    private boolean isForUs(int firstType, int flags, int tag) {
        boolean reflected = (flags & Chunks.FLAG_TAG_REFLECTED) != 0;
        return switch (firstType) {
            case Chunks.INIT -> tag == 0;
            case Chunks.COOKIE_ECHO -> true;
            case Chunks.ABORT, Chunks.SHUTDOWN_COMPLETE ->
                    reflected ? receiver != null && tag == peerTag : tag == localTag;
            default -> tag == localTag;
        };
    }

    /** RFC 9260, 8.4: what comes for an association that has ended. */
    private void onOutOfTheBlue(byte[] lent, int at, int end, int tag) {
        counters.add(SctpCount.UNEXPECTED_CHUNK);
        switch (Wire.u8(lent, at)) {
            case Chunks.ABORT, Chunks.SHUTDOWN_COMPLETE, Chunks.ERROR, Chunks.COOKIE_ACK -> {}
            case Chunks.SHUTDOWN_ACK ->
                    replyAlone(Chunks.SHUTDOWN_COMPLETE, Chunks.FLAG_TAG_REFLECTED, tag);
            case Chunks.INIT -> {
                if (end - at >= 8) replyAlone(Chunks.ABORT, 0, Wire.i32(lent, at + 4));
            }
            default -> replyAlone(Chunks.ABORT, Chunks.FLAG_TAG_REFLECTED, tag);
        }
    }

    /** Returns whether the rest of the packet may be read. */
    private boolean onChunk(byte[] lent, int at, int size, int tag, boolean isLast) {
        int type = Wire.u8(lent, at);
        switch (type) {
            case Chunks.INIT -> {
                if (tag == 0 && isLast) onInit(lent, at, size);
                return false;
            }
            case Chunks.INIT_ACK -> {
                onInitAck(lent, at, size);
                return false;
            }
            case Chunks.COOKIE_ECHO -> onCookieEcho(lent, at, size, tag);
            case Chunks.COOKIE_ACK -> onCookieAck();
            case Chunks.ABORT -> onAbort(lent, at, size);
            case Chunks.ERROR -> onError(lent, at, size);
            case Chunks.SHUTDOWN_ACK -> onShutdownAck();
            case Chunks.SHUTDOWN_COMPLETE -> {
                if (state == State.SHUTDOWN_ACK_SENT) end("shutdown");
            }
            default -> {
                return onTransferChunk(type, lent, at, size);
            }
        }
        return state != State.ENDED && tag == localTag;
    }

    private boolean onTransferChunk(int type, byte[] lent, int at, int size) {
        Receiver inbound = receiver;
        StreamResets streamResets = resets;
        boolean isKnown = isTransferChunk(type);
        if (isKnown && (inbound == null || streamResets == null || size < leastBytes(type))) {
            counters.add(inbound == null ? SctpCount.UNEXPECTED_CHUNK : SctpCount.MALFORMED);
            return true;
        }
        switch (type) {
            case Chunks.DATA -> onData(inbound, lent, at, size);
            case Chunks.SACK -> {
                if (sender.onSack(lent, at, size, now)) errors = 0;
            }
            case Chunks.FORWARD_TSN -> {
                inbound.onForwardTsn(lent, at, size);
                streamResets.onProgress();
            }
            case Chunks.RE_CONFIG -> {
                errors = 0;
                streamResets.receive(lent, at, size);
            }
            case Chunks.HEARTBEAT -> reply(Heartbeat.ack(lent, at, size));
            case Chunks.HEARTBEAT_ACK -> onHeartbeatAck(lent, at, size);
            case Chunks.SHUTDOWN -> onShutdown(Wire.i32(lent, at + 4));
            default -> {
                return onUnknown(type, lent, at, size);
            }
        }
        return state != State.ENDED;
    }

    private static boolean isTransferChunk(int type) {
        return switch (type) {
            case Chunks.DATA,
                    Chunks.SACK,
                    Chunks.FORWARD_TSN,
                    Chunks.RE_CONFIG,
                    Chunks.HEARTBEAT,
                    Chunks.HEARTBEAT_ACK,
                    Chunks.SHUTDOWN ->
                    true;
            default -> false;
        };
    }

    private static int leastBytes(int type) {
        return switch (type) {
            case Chunks.DATA -> Chunks.DATA_HEADER_BYTES;
            case Chunks.FORWARD_TSN, Chunks.SHUTDOWN -> 8;
            default -> Chunks.HEADER_BYTES;
        };
    }

    private boolean onUnknown(int type, byte[] lent, int at, int size) {
        counters.add(SctpCount.UNKNOWN_CHUNK);
        if (Chunks.reportsUnknownChunk(type) && receiver != null) {
            byte[] report = Arrays.copyOfRange(lent, at, at + reported(size));
            reply(ChunkBuilder.withCause(Chunks.ERROR, 0, Chunks.CAUSE_UNRECOGNIZED_CHUNK, report));
        }
        return Chunks.skipsUnknownChunk(type);
    }

    private static int reported(int size) {
        return Math.min(size, MAX_REPORT_BYTES);
    }

    // Handshake

    private void sendInit() {
        state = State.COOKIE_WAIT;
        var init = InitChunk.write(Chunks.INIT, localTag, settings.limits(), localTsn);
        replyAlone(init.build(), 0);
        armHandshake();
    }

    private void sendCookieEcho() {
        state = State.COOKIE_ECHOED;
        replyAlone(new ChunkBuilder(Chunks.COOKIE_ECHO, 0).bytes(cookieToEcho).build(), peerTag);
        armHandshake();
    }

    private void armHandshake() {
        handshakeDeadline = now + handshakeTimeout;
    }

    /** T1-init and T1-cookie. */
    private void onHandshakeTimeout() {
        handshakeDeadline = NEVER;
        if (++handshakeAttempts > MAX_INIT_RETRANSMISSIONS) {
            end("handshake timed out");
            return;
        }
        handshakeTimeout = Math.min(2 * handshakeTimeout, RoundTrip.MAX_RTO_NANOS);
        if (state == State.COOKIE_WAIT) sendInit();
        if (state == State.COOKIE_ECHOED) sendCookieEcho();
    }

    private void onInit(byte[] lent, int at, int size) {
        if (size < InitChunk.FIXED_BYTES) {
            counters.add(SctpCount.MALFORMED);
            return;
        }
        InitChunk init = InitChunk.read(lent, at, size);
        if (init.tag() == 0) {
            counters.add(SctpCount.MALFORMED);
            return;
        }
        if (answers.refuses(init)) return;
        switch (state) {
            // 5.1 and 5.2.1: the answer says what our own INIT says, so that either will do.
            case CLOSED, COOKIE_WAIT -> answer(init, localTag, localTsn, 0, 0);
            case COOKIE_ECHOED -> answer(init, localTag, localTsn, localTag, peerTag);
            // 5.2.2: perhaps a restart; its cookie will tell.
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_SENT, SHUTDOWN_RECEIVED ->
                    answer(init, newTag(), random.nextInt(), localTag, peerTag);
            case SHUTDOWN_ACK_SENT -> reply(ChunkBuilder.bare(Chunks.SHUTDOWN_ACK, 0));
            case ENDED -> counters.add(SctpCount.UNEXPECTED_CHUNK);
        }
    }

    private void answer(InitChunk init, int tag, int tsn, int localTie, int peerTie) {
        answers.answer(init, tag, tsn, localTie, peerTie, now);
    }

    private void onInitAck(byte[] lent, int at, int size) {
        if (state != State.COOKIE_WAIT) {
            counters.add(SctpCount.UNEXPECTED_CHUNK);
            return;
        }
        if (size < InitChunk.FIXED_BYTES) {
            counters.add(SctpCount.MALFORMED);
            return;
        }
        InitChunk init = InitChunk.read(lent, at, size);
        if (init.tag() == 0) {
            counters.add(SctpCount.MALFORMED);
            return;
        }
        if (answers.refuses(init)) {
            end("handshake refused");
            return;
        }
        if (init.cookie().length == 0
                || Wire.padded(init.cookie().length + Chunks.HEADER_BYTES)
                        > writer.maxChunkBytes()) {
            counters.add(SctpCount.MALFORMED);
            byte[] stateCookie = {0, 0, 0, 1, 0, 7};
            replyAlone(
                    ChunkBuilder.withCause(
                            Chunks.ABORT, 0, Chunks.CAUSE_MISSING_PARAMETER, stateCookie),
                    init.tag());
            end("handshake refused");
            return;
        }
        adopt(StateCookie.of(init, localTag, localTsn, 0, 0, now));
        cookieToEcho = init.cookie();
        handshakeAttempts = 0;
        handshakeTimeout = RoundTrip.INITIAL_RTO_NANOS;
        sendCookieEcho();
        for (byte[] parameter : init.unrecognized()) {
            reply(
                    ChunkBuilder.withCause(
                            Chunks.ERROR, 0, Chunks.CAUSE_UNRECOGNIZED_PARAMETERS, parameter));
        }
    }

    private void onCookieEcho(byte[] lent, int at, int size, int tag) {
        Optional<StateCookie> opened = answers.open(lent, at, size, tag);
        if (opened.isEmpty()) return;
        StateCookie cookie = opened.get();
        boolean known = receiver != null;
        switch (answers.judge(cookie, localTag, known, peerTag, now)) {
            case SAME -> acceptCookie();
            case NEW_PEER -> {
                if (isUp()) {
                    counters.add(SctpCount.BAD_COOKIE);
                } else {
                    adopt(cookie);
                    acceptCookie();
                }
            }
            case RESTART -> restart(cookie);
            case STALE -> answers.refuseStale(cookie, now);
            case FOREIGN -> counters.add(SctpCount.BAD_COOKIE);
        }
    }

    /** The cookie is of this association: it is established, if it was not (5.2.4, B and D). */
    private void acceptCookie() {
        reply(ChunkBuilder.bare(Chunks.COOKIE_ACK, 0));
        if (!isUp()) establish();
    }

    /** RFC 9260, 5.2.4.1: the peer has lost its state and dials again. */
    private void restart(StateCookie cookie) {
        if (state == State.SHUTDOWN_ACK_SENT) {
            reply(ChunkBuilder.bare(Chunks.SHUTDOWN_ACK, 0));
            reply(
                    ChunkBuilder.withCause(
                            Chunks.ERROR, 0, Chunks.CAUSE_COOKIE_IN_SHUTDOWN, new byte[0]));
            return;
        }
        replies.clear();
        localTag = cookie.localTag();
        localTsn = cookie.localTsn();
        sender = new Sender(writer, settings, localTsn, counters);
        adopt(cookie);
        state = State.ESTABLISHED;
        handshakeDeadline = NEVER;
        shutdownDeadline = NEVER;
        errors = 0;
        armHeartbeat();
        reply(ChunkBuilder.bare(Chunks.COOKIE_ACK, 0));
        listener.onRestart(outboundStreams(cookie));
    }

    /** Takes what the handshake has told of the peer. */
    private void adopt(StateCookie agreed) {
        peerTag = agreed.peerTag();
        outboundStreams = outboundStreams(agreed);
        sender.connected(agreed.peerWindow(), agreed.knowsForwardTsn());
        Receiver inbound = new Receiver(settings.limits(), agreed.peerTsn(), listener, counters);
        receiver = inbound;
        resets = new StreamResets(sender, inbound, agreed, listener, counters);
    }

    private int outboundStreams(StateCookie agreed) {
        return Math.min(settings.limits().streams(), agreed.peerInboundStreams());
    }

    private void onCookieAck() {
        if (state == State.COOKIE_ECHOED) establish();
    }

    private void establish() {
        state = State.ESTABLISHED;
        handshakeDeadline = NEVER;
        cookieToEcho = new byte[0];
        replies.removeHandshake();
        armHeartbeat();
        listener.onUp(outboundStreams);
    }

    // Transfer

    private void onData(Receiver inbound, byte[] lent, int at, int size) {
        switch (state) {
            case COOKIE_ECHOED, ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_SENT -> {}
            case CLOSED, COOKIE_WAIT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT, ENDED -> {
                counters.add(SctpCount.UNEXPECTED_CHUNK);
                return;
            }
        }
        if (size == Chunks.DATA_HEADER_BYTES) {
            byte[] tsn = Arrays.copyOfRange(lent, at + 4, at + 8);
            abort(Chunks.CAUSE_NO_USER_DATA, tsn, "peer sent DATA without user data");
            return;
        }
        switch (inbound.onData(lent, at, size)) {
            case ACCEPTED, DROPPED -> {}
            case INVALID_STREAM -> {
                byte[] stream = {lent[at + 8], lent[at + 9], 0, 0};
                reply(ChunkBuilder.withCause(Chunks.ERROR, 0, Chunks.CAUSE_INVALID_STREAM, stream));
            }
            case OUT_OF_RESOURCE ->
                    abort(Chunks.CAUSE_OUT_OF_RESOURCE, new byte[0], "reassembly is full");
        }
    }

    private void onDataEnd() {
        Receiver inbound = receiver;
        StreamResets streamResets = resets;
        if (inbound == null || streamResets == null) return;
        inbound.onPacketEnd(now);
        streamResets.onProgress();
        if (state == State.SHUTDOWN_SENT) {
            inbound.requestSack();
            sendShutdown();
        }
    }

    private void onHeartbeatAck(byte[] lent, int at, int size) {
        long roundTrip = heartbeat.onAck(lent, at, size, now);
        if (roundTrip < 0) {
            counters.add(SctpCount.UNEXPECTED_CHUNK);
            return;
        }
        errors = 0;
        sender.roundTrip().measured(roundTrip);
    }

    private void onHeartbeatTimeout() {
        if (heartbeat.isUnanswered() && fails()) return;
        armHeartbeat();
        // Data under way tells as much.
        if (now - sender.lastSentNanos() < Heartbeat.INTERVAL_NANOS) return;
        reply(heartbeat.next(now));
    }

    private void armHeartbeat() {
        heartbeat.arm(now, sender.roundTrip().timeoutNanos());
    }

    // The end

    private void onAbort(byte[] lent, int at, int size) {
        if (receiver == null && state != State.COOKIE_WAIT) {
            counters.add(SctpCount.UNEXPECTED_CHUNK);
            return;
        }
        int cause = size >= 8 ? Wire.u16(lent, at + 4) : 0;
        end("aborted by peer, cause " + cause);
    }

    private void onError(byte[] lent, int at, int size) {
        boolean stale = size >= 8 && Wire.u16(lent, at + 4) == Chunks.CAUSE_STALE_COOKIE;
        if (stale && state == State.COOKIE_ECHOED && handshakeAttempts < MAX_INIT_RETRANSMISSIONS) {
            handshakeAttempts++;
            sendInit();
        }
    }

    private void onShutdown(int cumulativeTsn) {
        sender.onCumulativeTsn(cumulativeTsn, now);
        switch (state) {
            case ESTABLISHED, SHUTDOWN_PENDING -> state = State.SHUTDOWN_RECEIVED;
            case SHUTDOWN_SENT -> sendShutdownAck();
            case CLOSED,
                    COOKIE_WAIT,
                    COOKIE_ECHOED,
                    SHUTDOWN_RECEIVED,
                    SHUTDOWN_ACK_SENT,
                    ENDED -> {}
        }
    }

    private void onShutdownAck() {
        switch (state) {
            case SHUTDOWN_SENT, SHUTDOWN_ACK_SENT -> {
                replyAlone(Chunks.SHUTDOWN_COMPLETE, 0, peerTag);
                end("shutdown");
            }
            case COOKIE_WAIT, COOKIE_ECHOED ->
                    replyAlone(Chunks.SHUTDOWN_COMPLETE, Chunks.FLAG_TAG_REFLECTED, localTag);
            case CLOSED, ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED, ENDED ->
                    counters.add(SctpCount.UNEXPECTED_CHUNK);
        }
    }

    /** Goes on with a shutdown once there is nothing left to deliver. */
    private void advanceShutdown() {
        if (!sender.isIdle()) return;
        if (state == State.SHUTDOWN_PENDING) sendShutdown();
        if (state == State.SHUTDOWN_RECEIVED) sendShutdownAck();
    }

    private void sendShutdown() {
        Receiver inbound = receiver;
        if (inbound == null) return;
        state = State.SHUTDOWN_SENT;
        reply(new ChunkBuilder(Chunks.SHUTDOWN, 0).u32(inbound.cumulativeTsn()).build());
        armShutdown();
    }

    private void sendShutdownAck() {
        state = State.SHUTDOWN_ACK_SENT;
        reply(ChunkBuilder.bare(Chunks.SHUTDOWN_ACK, 0));
        armShutdown();
    }

    private void armShutdown() {
        shutdownDeadline = now + sender.roundTrip().timeoutNanos();
    }

    /** T2-shutdown. */
    private void onShutdownTimeout() {
        shutdownDeadline = NEVER;
        if (fails()) return;
        sender.roundTrip().backOff();
        if (state == State.SHUTDOWN_SENT) sendShutdown();
        if (state == State.SHUTDOWN_ACK_SENT) sendShutdownAck();
    }

    /** Counts a timeout; too many in a row end the association. */
    private boolean fails() {
        if (++errors <= MAX_RETRANSMISSIONS) return false;
        abort(Chunks.CAUSE_PROTOCOL_VIOLATION, new byte[0], "peer does not answer");
        return true;
    }

    private void abort(int cause, byte[] information, String reason) {
        replies.clear();
        if (receiver != null) {
            replyAlone(ChunkBuilder.withCause(Chunks.ABORT, 0, cause, information), peerTag);
        }
        end(reason);
    }

    private void end(String reason) {
        if (state == State.ENDED) return;
        state = State.ENDED;
        handshakeDeadline = NEVER;
        shutdownDeadline = NEVER;
        heartbeat.stop();
        // What was held is let go at once; the object may live on for a while.
        sender = new Sender(writer, settings, localTsn, counters);
        receiver = null;
        resets = null;
        replies.removeShared();
        listener.onDown(reason);
    }

    // Time

    void expire(long nowNanos) {
        now = nowNanos;
        if (nowNanos >= handshakeDeadline) onHandshakeTimeout();
        if (nowNanos >= shutdownDeadline) onShutdownTimeout();
        if (nowNanos >= sender.deadlineNanos() && !fails()) sender.onTimeout(nowNanos);
        Receiver inbound = receiver;
        if (inbound != null) inbound.expire(nowNanos);
        StreamResets streamResets = resets;
        if (streamResets != null && nowNanos >= streamResets.deadlineNanos() && !fails()) {
            sender.roundTrip().backOff();
            streamResets.onTimeout();
        }
        if (nowNanos >= heartbeat.deadlineNanos()) onHeartbeatTimeout();
    }

    long nextDeadlineNanos() {
        long next =
                Math.min(handshakeDeadline, Math.min(shutdownDeadline, heartbeat.deadlineNanos()));
        next = Math.min(next, sender.deadlineNanos());
        if (receiver != null) next = Math.min(next, receiver.deadlineNanos());
        if (resets != null) next = Math.min(next, resets.deadlineNanos());
        return next;
    }

    // Packets out

    void drain(SctpSink sink) {
        boolean transfers = maySendData();
        if (transfers) {
            sender.beginTurn(now);
            advanceShutdown();
        }
        while (true) {
            writer.begin(peerTag);
            if (!replies.fill() && isUp()) addTransfer(transfers);
            if (writer.isEmpty()) break;
            counters.add(SctpCount.PACKETS_SENT);
            writer.finish(sink);
        }
        if (transfers) sender.endTurn(now);
    }

    private boolean maySendData() {
        return switch (state) {
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> true;
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED, SHUTDOWN_SENT, SHUTDOWN_ACK_SENT, ENDED ->
                    false;
        };
    }

    private void addTransfer(boolean transfers) {
        Receiver inbound = receiver;
        StreamResets streamResets = resets;
        if (inbound == null || streamResets == null) return;
        boolean wantsToSend = transfers && sender.wantsToSend(now);
        if (inbound.isSackDue() || inbound.isSackPending() && wantsToSend) {
            byte[] sack = inbound.sack();
            if (writer.fits(sack)) {
                writer.add(sack);
            } else {
                inbound.requestSack();
                return;
            }
        }
        if (wantsToSend) sender.fill(writer, state != State.ESTABLISHED, now);
        while (transfers && streamResets.hasNext() && writer.room() >= RECONFIG_ROOM_BYTES) {
            writer.add(streamResets.next(now));
        }
    }

    private void reply(byte[] chunk) {
        replies.add(chunk);
    }

    private void replyAlone(byte[] chunk, int tag) {
        replies.addAlone(chunk, tag);
    }

    private void replyAlone(int type, int flags, int tag) {
        replyAlone(ChunkBuilder.bare(type, flags), tag);
    }

    private int newTag() {
        int tag = random.nextInt();
        return tag == 0 ? 1 : tag;
    }
}
