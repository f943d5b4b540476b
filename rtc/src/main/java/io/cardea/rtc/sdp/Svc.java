package io.cardea.rtc.sdp;

/**
 * A client's hint that an m-line carries scalable video.
 *
 * @param mindex index of the m-line, -1 when only the mid is given
 * @param mid empty when only the index is given
 * @param mode {@code L3T3} and the like
 */
public record Svc(int mindex, String mid, String mode) {}
