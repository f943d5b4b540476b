package io.cardea.rtc.sdp;

/** Payload types. */
final class Rtpmap {
    private Rtpmap() {}

    static boolean isPayloadType(String format) {
        if (format.isEmpty() || format.length() > 3) return false;
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) < '0' || format.charAt(i) > '9') return false;
        }
        return Integer.parseInt(format) <= 127;
    }
}
