package io.cardea.testkit;

import io.cardea.rtc.rtp.RtpExtension;
import java.util.ArrayList;
import java.util.List;

/** Adds to an offer what a server never offers: simulcast by rids (RFC 8853). */
final class SimulcastOffer {
    private SimulcastOffer() {}

    static String complete(String sdp, List<OfferedLine> lines) {
        if (lines.stream().allMatch(line -> line.rids().isEmpty())) return sdp;
        List<String> out = new ArrayList<>();
        int index = -1;
        for (String text : sdp.split("\r\n")) {
            if (text.startsWith("m=")) index++;
            List<String> rids = index < 0 ? List.of() : lines.get(index).rids();
            // The layers have SSRCs of their own, which only their packets tell.
            boolean own = text.startsWith("a=ssrc:") || text.startsWith("a=ssrc-group:");
            if (!rids.isEmpty() && own) continue;
            out.add(text);
            if (text.startsWith("a=mid:") && !rids.isEmpty()) describe(rids, out);
        }
        return String.join("\r\n", out) + "\r\n";
    }

    private static void describe(List<String> rids, List<String> out) {
        for (RtpExtension extension : List.of(RtpExtension.RID, RtpExtension.REPAIRED_RID)) {
            out.add("a=extmap:" + OfferedLine.EXTENSIONS.get(extension) + " " + extension.uri());
        }
        rids.forEach(rid -> out.add("a=rid:" + rid + " send"));
        out.add("a=simulcast:send " + String.join(";", rids));
    }
}
