package io.cardea.rtc.congestion;

/** What the delay says of a path: its queue keeps its length, grows, or shrinks. */
enum Usage {
    NORMAL,
    OVERUSING,
    UNDERUSING
}
