package io.cardea.media;

import io.cardea.rtc.ice.IceCredentials;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;

/**
 * A peer on a loop, for the control plane. Any thread; every method posts to the loop, and commands
 * run there in the order of the calls. After the peer is closed they do nothing.
 */
public final class PeerHandle {
    private final PeerSeat seat;
    private final MediaLoop loop;
    private final Map<Integer, PeerTrack> tracks = new ConcurrentHashMap<>();
    private final Map<Integer, PeerLine> lines = new ConcurrentHashMap<>();
    private final Map<Integer, SinkHandle> sinks = new ConcurrentHashMap<>();

    PeerHandle(PeerSeat seat) {
        this.seat = seat;
        this.loop = seat.loop();
    }

    public MediaLoop loop() {
        return loop;
    }

    /** Begins to gather candidates on all bases the peer was given. */
    public void gather() {
        command((peer, now) -> peer.gather(seat.bases(), seat.turnBases(), now));
    }

    /** Takes what a negotiation agreed on. */
    public void negotiate(NegotiatedSession session) {
        for (NegotiatedMedia media : session.media()) {
            format(media.index(), PeerSeat.format(session, media));
        }
        command((peer, now) -> peer.negotiate(session, now));
    }

    /** What an m-line carries, both ways. */
    void format(int mediaIndex, TrackFormat format) {
        PeerTrack track = peerTrack(mediaIndex);
        PeerLine line = peerLine(mediaIndex);
        loop.post(() -> {
            track.format(format);
            line.format(format);
        });
    }

    /** New local credentials; the description that carries them restarts ICE. */
    public void restartIce(String ufrag, String password) {
        IceCredentials fresh = new IceCredentials(ufrag, password);
        command((peer, now) -> peer.restartIce(fresh, now));
    }

    public void addRemoteCandidate(String candidate) {
        command((peer, now) -> peer.addRemoteCandidate(candidate, now));
    }

    public void endOfRemoteCandidates() {
        command((peer, now) -> peer.endOfRemoteCandidates(now));
    }

    /** Asks the peer for a keyframe; {@code layer} -1 means every simulcast layer. */
    public void requestKeyframe(int mediaIndex, int layer) {
        command((peer, now) -> peer.requestKeyframe(mediaIndex, layer, now));
    }

    /** Tells the peer by REMB what it may send; 0 lifts the cap. */
    public void limitBitrate(long bitsPerSecond) {
        command((peer, now) -> peer.limitBitrate(bitsPerSecond, now));
    }

    /**
     * Fits what is sent to what the path carries: bandwidth is estimated, and shared among the
     * peer's lines by {@link io.cardea.media.allocate.Allocator}. Off at first.
     */
    public void estimateBandwidth(boolean on) {
        loop.post(() -> seat.estimateBandwidth(on));
    }

    /** Sends a data channel message; the array is not copied and must not change any more. */
    public void sendData(String label, String protocol, boolean binary, byte[] message) {
        command((peer, now) -> peer.sendData(label, protocol, binary, message, now));
    }

    /** Playout delay to signal on an m-line, in units of 10 ms; both -1 for none. */
    public void playoutDelay(int mediaIndex, int min, int max) {
        PeerLine line = peerLine(mediaIndex);
        loop.post(() -> line.playoutDelay(min, max));
    }

    /** Ends the PeerConnection; the listener hears {@code Closed} with this reason. */
    public void close(String reason) {
        loop.post(() -> seat.command(peer -> peer.close(reason, loop.now())));
    }

    /** Anything else to be done with the peer, on its loop. */
    public void command(ObjLongConsumer<Peer> body) {
        loop.post(() ->
                seat.command(peer -> {
                    if (peer instanceof RtcPeer rtc) {
                        body.accept(rtc.peer(), loop.now());
                    }
                }));
    }

    /** Asks the peer something, on its loop; fails when the peer is gone. */
    public <T> CompletableFuture<T> query(Function<Peer, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.post(() -> {
            try {
                answer.complete(question.apply(seat.rtcPeer()));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** What the peer sends on an m-line. The same handle's track for the life of the peer. */
    public TrackHandle track(int mediaIndex) {
        return new TrackHandle(loop, peerTrack(mediaIndex));
    }

    /** What we send to the peer on an m-line. */
    public SinkHandle line(int mediaIndex) {
        PeerLine line = peerLine(mediaIndex);
        return sinks.computeIfAbsent(mediaIndex, i -> SinkHandle.line(loop, line));
    }

    private PeerTrack peerTrack(int mediaIndex) {
        return tracks.computeIfAbsent(
                checked(mediaIndex),
                index -> {
                    PeerTrack track = new PeerTrack(seat, index);
                    loop.post(() -> seat.register(track, index));
                    return track;
                });
    }

    private PeerLine peerLine(int mediaIndex) {
        return lines.computeIfAbsent(
                checked(mediaIndex),
                index -> {
                    PeerLine line = new PeerLine(seat, index);
                    loop.post(() -> seat.register(line, index));
                    return line;
                });
    }

    private static int checked(int mediaIndex) {
        if (mediaIndex < 0 || mediaIndex >= PeerSeat.MAX_LINES) {
            throw new IllegalArgumentException("m-line " + mediaIndex);
        }
        return mediaIndex;
    }
}
