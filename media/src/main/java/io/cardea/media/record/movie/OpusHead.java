package io.cardea.media.record.movie;

/**
 * The identification header of Opus (RFC 7845, 5.1). Always stereo, as in RTP: a decoder makes two
 * channels of mono packets. Nothing is skipped at the start, since the recording begins somewhere
 * in a call.
 */
final class OpusHead {
    static final int RATE = 48_000;
    static final int CHANNELS = 2;

    private OpusHead() {}

    static byte[] bytes() {
        return new byte[] {
            'O',
            'p',
            'u',
            's',
            'H',
            'e',
            'a',
            'd',
            1,
            CHANNELS,
            0,
            0,
            (byte) 0x80,
            (byte) 0xBB,
            0,
            0,
            0,
            0,
            0
        };
    }
}
