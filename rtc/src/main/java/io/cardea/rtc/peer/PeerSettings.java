package io.cardea.rtc.peer;

import io.cardea.rtc.congestion.CongestionSettings;
import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.sctp.SctpSettings;

/**
 * What all PeerConnections of a server have in common.
 *
 * @param certificate ours, whose fingerprint is in our descriptions
 * @param encrypted false with {@code no_webrtc_encryption}: no DTLS, RTP in the clear
 * @param media the behaviour of RTP and RTCP, which may change
 * @param congestion the bounds of bandwidth estimation, where a peer has it on
 */
public record PeerSettings(
        IceSettings ice,
        DtlsSettings dtls,
        DtlsCertificate certificate,
        SctpSettings sctp,
        boolean encrypted,
        MediaRules media,
        CongestionSettings congestion) {

    /** With the usual bounds of bandwidth estimation. */
    public PeerSettings(
            IceSettings ice,
            DtlsSettings dtls,
            DtlsCertificate certificate,
            SctpSettings sctp,
            boolean encrypted,
            Media media) {
        this(
                ice,
                dtls,
                certificate,
                sctp,
                encrypted,
                new MediaRules(media),
                CongestionSettings.defaults());
    }

    long minNackQueueNanos() {
        return media.get().minNackQueueMillis() * 1_000_000L;
    }

    boolean nackOptimizations() {
        return media.get().nackOptimizations();
    }

    /**
     * RTP and RTCP.
     *
     * @param minNackQueueMillis how long sent packets can be asked for again at least, 0 to 1000
     * @param nackOptimizations whether sending a keyframe empties that history
     * @param twccPeriodMillis between transport-wide feedback messages
     * @param noMediaSeconds silence after which media is said to have stopped; 0 for never
     * @param slowlinkThreshold packets lost in a second for a slow link; 0 for never
     * @param hangupOnFailed close at once when ICE fails after having been connected
     */
    public record Media(
            int minNackQueueMillis,
            boolean nackOptimizations,
            int twccPeriodMillis,
            int noMediaSeconds,
            int slowlinkThreshold,
            boolean hangupOnFailed) {
        public static Media defaults() {
            return new Media(200, false, 200, 1, 0, false);
        }

        public Media withMinNackQueue(int millis) {
            return new Media(
                    millis,
                    nackOptimizations,
                    twccPeriodMillis,
                    noMediaSeconds,
                    slowlinkThreshold,
                    hangupOnFailed);
        }

        public Media withNackOptimizations(boolean on) {
            return new Media(
                    minNackQueueMillis,
                    on,
                    twccPeriodMillis,
                    noMediaSeconds,
                    slowlinkThreshold,
                    hangupOnFailed);
        }

        public Media withNoMedia(int seconds) {
            return new Media(
                    minNackQueueMillis,
                    nackOptimizations,
                    twccPeriodMillis,
                    seconds,
                    slowlinkThreshold,
                    hangupOnFailed);
        }

        public Media withSlowlink(int threshold) {
            return new Media(
                    minNackQueueMillis,
                    nackOptimizations,
                    twccPeriodMillis,
                    noMediaSeconds,
                    threshold,
                    hangupOnFailed);
        }
    }
}
