package io.cardea.plugin.videoroom;

/**
 * When somebody talks: the average level over so many packets is louder than a threshold.
 *
 * @param packets of audio that make an average
 * @param levelAverage in -dBov: 0 is loudest, 127 silence
 */
record Talk(int packets, int levelAverage) {
    /** The lowest level, in -dBov. */
    static final int SILENCE = 127;

    static final Talk USUAL = new Talk(100, 25);
}
