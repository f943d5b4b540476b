package io.cardea.spi;

import java.util.Map;
import java.util.Optional;

/**
 * One m-line of a negotiated PeerConnection: a source (what the peer sends) and a sink (what we
 * send to it). Any thread.
 */
public interface MediaLine extends Sink {
    int index();

    String mid();

    /** {@code audio}, {@code video} or {@code data}. */
    String kind();

    /** False once rejected or disabled. */
    boolean enabled();

    /** Whether the negotiated direction lets the peer send. */
    boolean receiving();

    /** Whether the negotiated direction lets us send. */
    boolean sending();

    /** Lower-case codec name; {@code none} for data. */
    String codec();

    /** Format parameters of the codec, empty when there are none. */
    String fmtp();

    /** RED payload type, -1 without. */
    int redPayloadType();

    /** Header extension ids to URIs, for recorders. */
    Map<Integer, String> extensions();

    /** What the peer sends here; empty for data. */
    Optional<Track> track();

    /** Playout delay to signal, in units of 10 ms; both -1 for none. */
    void playoutDelay(int min, int max);
}
