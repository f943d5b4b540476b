package io.cardea.rtc.sdp;

import java.util.List;

/**
 * A simulcast m-line as plugins are told of it.
 *
 * @param mindex index of the m-line
 * @param mid its mid, empty without
 * @param rids from internal index 2 down to 0, so highest layer first; empty for SSRC simulcast
 * @param ridExtension id of the rid extension, 0 without
 * @param ssrcs of a SIM group, lowest layer first; empty for rid simulcast
 */
public record Simulcast(
        int mindex, String mid, List<String> rids, int ridExtension, List<Long> ssrcs) {
    public Simulcast {
        rids = List.copyOf(rids);
        ssrcs = List.copyOf(ssrcs);
    }
}
