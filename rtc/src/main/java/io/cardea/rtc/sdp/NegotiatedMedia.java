package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import java.util.List;
import java.util.Map;

/**
 * One m-line as negotiated. Directions are ours: {@code sending} means that we send.
 *
 * @param index zero-based position among the m-lines
 * @param mid stable for the life of the PeerConnection
 * @param enabled false for a rejected m-line (port 0)
 * @param codec the one media codec in use; {@link Codec#NONE} for data and rejected m-lines
 * @param payloadTypes every payload type in the local description, with its codec name in lower
 *     case ({@code opus}, {@code red}, {@code telephone-event}, {@code vp8} …); RTX excluded
 * @param rtx media payload type to RTX payload type (RFC 4588); empty when RTX is off
 * @param localSsrc SSRC of what we send, 0 when we never send
 * @param localRtxSsrc SSRC of our retransmissions, 0 without RTX
 * @param remoteSsrcs main SSRCs found in SDP, lowest layer first for SIM groups: 0 to 3 of them
 * @param remoteRtxSsrcs RTX SSRCs of {@code remoteSsrcs}, same order, 0 where there is none
 * @param rids simulcast layers by rid in internal order (index 0 is the lowest layer); empty
 *     without rid simulcast
 * @param nack whether generic NACK was negotiated
 * @param transportCc whether transport-wide feedback was negotiated for this m-line: ours where it
 *     receives, theirs too where it only sends
 */
public record NegotiatedMedia(
        int index,
        String mid,
        MediaKind kind,
        boolean enabled,
        boolean sending,
        boolean receiving,
        Codec codec,
        Map<Integer, String> payloadTypes,
        Map<Integer, Integer> rtx,
        int localSsrc,
        int localRtxSsrc,
        List<Integer> remoteSsrcs,
        List<Integer> remoteRtxSsrcs,
        List<String> rids,
        boolean nack,
        boolean transportCc) {
    public NegotiatedMedia {
        payloadTypes = Map.copyOf(payloadTypes);
        rtx = Map.copyOf(rtx);
        remoteSsrcs = List.copyOf(remoteSsrcs);
        remoteRtxSsrcs = List.copyOf(remoteRtxSsrcs);
        rids = List.copyOf(rids);
    }

    /** Whether the peer sends several layers, by rid or by SIM group. */
    public boolean isSimulcast() {
        return rids.size() > 1 || remoteSsrcs.size() > 1;
    }

    /**
     * A codec on an m-line.
     *
     * @param name lower case, as the Janus API names it: {@code opus}, {@code vp8}, {@code h264} …
     * @param fmtp the format parameters, empty when there are none
     */
    public record Codec(String name, int payloadType, int clockRate, int channels, String fmtp) {
        /** No codec. */
        public static final Codec NONE = new Codec("none", -1, 0, 0, "");
    }
}
