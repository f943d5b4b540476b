package io.cardea.spi;

/**
 * Media of a publisher on another server, received on one UDP port: SSRCs are {@code 1000 + 10 *
 * mindex + substream}. Any thread.
 */
public interface RemoteSource extends AutoCloseable {
    /** The local address that was asked for; empty when all are listened on. */
    String address();

    /** The UDP port where media is awaited. */
    int port();

    /** The UDP port where RTCP is awaited, and from which keyframes are asked for. */
    int rtcpPort();

    /**
     * The audio or video stream of that index; the first call, or a new format, defines it.
     *
     * @throws IllegalArgumentException if the index is negative or above 255, or one of data, or
     *     the format is neither audio nor video
     */
    Track track(int mindex, RemoteFormat format);

    /**
     * The data messages of that index.
     *
     * @throws IllegalArgumentException if the index is negative or above 255, or one of media
     */
    DataSource data(int mindex);

    /** Ends its tracks and frees its ports. Twice is allowed. */
    @Override
    void close();
}
