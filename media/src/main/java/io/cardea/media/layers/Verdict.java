package io.cardea.media.layers;

/** What a selector decides about a packet. */
public enum Verdict {
    /** It goes to the viewer. */
    FORWARD,
    /** It belongs to what the viewer gets but is left out; the viewer must not see a gap. */
    SKIP,
    /** It belongs to another stream than the viewer gets. */
    OTHER
}
