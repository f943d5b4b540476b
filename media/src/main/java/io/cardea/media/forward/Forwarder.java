package io.cardea.media.forward;

import io.cardea.media.MediaLoop;
import io.cardea.media.SinkHandle;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpHeader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends one track, or one source of data, to a UDP address. Any thread; takes effect on its loop
 * soon after.
 *
 * <p>{@link #close} frees its ports.
 */
public final class Forwarder implements AutoCloseable {
    /** The longest data message: a datagram of a loop. */
    public static final int MAX_MESSAGE = Packet.CAPACITY;

    /** The longest one behind an RTP header: Janus receives 1500 bytes at most. */
    public static final int MAX_MESSAGE_IN_RTP = 1_500 - RtpHeader.LENGTH;

    /** Data messages on their way to the loop. */
    static final int MAX_WAITING = 1_024;

    private final MediaLoop loop;
    private final ForwarderPorts ports;
    private final LoopForwarder forwarder;
    private final int localRtcpPort;
    private final int maxMessage;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong droppedMessages = new AtomicLong();

    /** On the loop, once the ports are open. */
    Forwarder(MediaLoop loop, ForwarderPorts ports, LoopForwarder forwarder) {
        this.loop = loop;
        this.ports = ports;
        this.forwarder = forwarder;
        this.localRtcpPort = forwarder.localRtcpPort();
        this.maxMessage = forwarder.settings().dataInRtp() ? MAX_MESSAGE_IN_RTP : MAX_MESSAGE;
    }

    /** What a track is tied to; takes one at a time. */
    public SinkHandle sink() {
        return forwarder.sink();
    }

    /** Where the receiver's RTCP is awaited; 0 without. */
    public int localRtcpPort() {
        return localRtcpPort;
    }

    /** Sends a message that nobody changes any more; too long or too many are dropped. */
    public void sendData(boolean binary, byte[] message) {
        if (message.length > maxMessage) {
            droppedMessages.incrementAndGet();
            return;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            droppedMessages.incrementAndGet();
            return;
        }
        loop.post(() -> {
            waiting.decrementAndGet();
            forwarder.sendData(binary, message);
        });
    }

    /** Asks the loop. */
    public CompletableFuture<ForwarderCounters> counters() {
        CompletableFuture<ForwarderCounters> answer = new CompletableFuture<>();
        loop.post(() -> answer.complete(forwarder.counters(droppedMessages.get())));
        return answer;
    }

    /** Twice is allowed. */
    @Override
    public void close() {
        loop.post(() -> ports.close(forwarder));
    }
}
