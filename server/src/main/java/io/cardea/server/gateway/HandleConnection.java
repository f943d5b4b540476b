package io.cardea.server.gateway;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.PeerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The PeerConnection of a handle as the gateway drives it. Any thread, but descriptions only on the
 * handle's lane.
 *
 * <p>It exists as long as the handle, and holds at most one peer at a time: made by the first
 * offer, gone with the hangup.
 */
public interface HandleConnection extends PeerConnection {
    /**
     * Takes the {@code jsep} of a client's message.
     *
     * @return what the plugin is shown
     * @throws ApiException if it can't be used
     */
    Jsep receive(Json jsep);

    /**
     * Takes a client's {@code trickle} request.
     *
     * @throws ApiException if it is not well-formed
     */
    void trickle(Json request);

    /**
     * Ends the peer; the owner hears of it as of any other end.
     *
     * @return false if there is none
     */
    boolean hangup(String reason);

    /** Ends the peer with the handle: there will be no other. */
    void end(String reason);

    /**
     * Tells of itself in {@code handle_info}: flags, descriptions and, with a peer, {@code webrtc}.
     * Waits for its loop.
     */
    default void describe(Json info) {}

    /**
     * Has the statistics of all m-lines told, soon and on any thread; not at all without a peer.
     */
    default void mediaStatistics(Consumer<List<Json>> to) {}

    /** What is captured, if anything is. */
    default Optional<Capture> capture() {
        return Optional.empty();
    }

    /**
     * Begins to write RTP and RTCP into a file, until it is stopped or the handle ends.
     *
     * @return false if something is captured already
     * @throws IOException if the file cannot be written
     */
    default boolean startCapture(Capture wish) throws IOException {
        throw new IOException("nothing to capture");
    }

    /** Ends the capture; false if there is none. */
    default boolean stopCapture() {
        return false;
    }

    /**
     * A capture.
     *
     * @param text for {@code text2pcap} instead of pcap
     * @param folder empty for the working folder
     * @param file empty for a made-up name
     * @param truncate bytes kept of each packet, 0 for all
     */
    record Capture(boolean text, String folder, String file, int truncate) {}

    /**
     * A part of a capture's file.
     *
     * @param size of the whole, in bytes
     */
    record CapturePiece(long size, ByteBuffer bytes) {}

    /** Drops candidates that have waited too long. */
    void expire(long nowNanos);

    /** Whom a connection tells what happens; called on any thread, must not block. */
    interface Owner {
        long id();

        long sessionId();

        Optional<String> opaqueId();

        /** The media loop that the client asked for, -1 for any. */
        int loop();

        /** Something happened to the peer. {@code Closed} is the last of a peer. */
        void onPeerEvent(PeerEvent event);

        /** The estimate of what the path to the peer carries has changed, in bit/s. */
        default void onBandwidth(long bitsPerSecond) {}

        /** Whether the statistics of a peer that ends are of use. */
        default boolean wantsStatistics() {
            return false;
        }

        /** The last statistics of a peer, of all m-lines; soon after it has ended, any thread. */
        default void onStatistics(List<Json> lines) {}

        /** A local candidate to be told to the client, or the end of them. */
        void onTrickle(Json candidate);

        /** Runs a task on the handle's lane. */
        void execute(Runnable task);
    }

    /** Makes connections for handles. */
    interface Factory {
        HandleConnection create(Owner owner);

        /** A host's address. Blocks. */
        default InetAddress resolve(String host) throws UnknownHostException {
            throw new UnknownHostException(host);
        }

        /**
         * Our address as a STUN server sees it. Blocks.
         *
         * @param localPort ours to ask from, 0 for any
         * @throws IOException if it does not answer
         */
        default InetSocketAddress publicAddress(InetSocketAddress server, int localPort)
                throws IOException {
            throw new IOException("no network");
        }

        /** What there is to tell of each media loop; may block for a moment. */
        default Json loops() {
            return Json.array();
        }

        /** What there is to tell of each capture that was made, the oldest first. Blocks. */
        default Json captures() {
            return Json.array();
        }

        /** How many captures are not among those any more. */
        default long forgottenCaptures() {
            return 0;
        }

        /**
         * A part of a capture. Blocks.
         *
         * @throws NoSuchFileException if there is no such capture
         * @throws IOException if it cannot be read
         */
        default CapturePiece readCapture(String name, long offset, int length) throws IOException {
            throw new NoSuchFileException(name);
        }
    }
}
