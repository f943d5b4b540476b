package io.cardea.server.webrtc;

import io.cardea.server.gateway.ApiException;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;

/**
 * What one element of a {@code trickle} request says.
 *
 * @param last whether there are no more to come
 * @param mid empty when only the index is given
 * @param index -1 when only the mid is given
 * @param line as in SDP; empty, or the end of candidates in words, for nothing
 */
record TrickledCandidate(boolean last, String mid, int index, String line) {
    private static final String CONTEXT = "Trickle error";
    private static final TrickledCandidate END = new TrickledCandidate(true, "", -1, "");
    private static final Fields PLACE =
            Fields.NONE
                    .optional("sdpMid", Kind.STRING)
                    .optional("sdpMLineIndex", Kind.POSITIVE_INTEGER);
    private static final Fields CANDIDATE = Fields.NONE.mandatory("candidate", Kind.STRING);

    /**
     * Reads an element; what is no object, or says {@code completed}, ends the candidates.
     *
     * @throws ApiException for what is missing or of a wrong type
     */
    static TrickledCandidate of(Json element) {
        if (!element.isObject() || element.has("completed")) return END;
        check(PLACE, element);
        if (!element.has("sdpMid") && !element.has("sdpMLineIndex"))
            throw ApiException.missingMid();
        check(CANDIDATE, element);
        long index = element.integer("sdpMLineIndex", -1);
        return new TrickledCandidate(
                false,
                element.string("sdpMid", ""),
                (int) Math.min(index, Integer.MAX_VALUE),
                element.string("candidate", ""));
    }

    private static void check(Fields fields, Json element) {
        fields.check(element)
                .ifPresent(flaw -> {
                    throw ApiException.flaw(CONTEXT, flaw);
                });
    }

    /** Whether it is about the first m-line, the only one with a transport of its own. */
    boolean isForFirstLine(String firstMid) {
        if (!mid.isEmpty()) return mid.equals(firstMid);
        return index == 0;
    }

    boolean isEmpty() {
        return line.isEmpty() || line.contains("end-of-candidates");
    }
}
