package io.cardea.rtc.sdp;

/** How a client lists its simulcast rids. */
public enum RidOrder {
    /** First rid of the SDP is the highest layer: {@code hml}, the default. */
    HIGHEST_FIRST,
    /** First rid of the SDP is the lowest layer: {@code lmh}. */
    LOWEST_FIRST;

    /** The order of that API word; anything but {@code lmh} is the default. */
    public static RidOrder of(String word) {
        return word.equals("lmh") ? LOWEST_FIRST : HIGHEST_FIRST;
    }
}
