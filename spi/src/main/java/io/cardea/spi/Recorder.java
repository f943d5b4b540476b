package io.cardea.spi;

/** A file being recorded: a sink for one track or one data stream. Any thread. */
public interface Recorder extends Sink, DataSink, AutoCloseable {
    /** The file's final path. */
    String path();

    void pause();

    void resume();

    /** Stores a data channel message. */
    void writeData(byte[] message);

    /** Ends the file and gives it its final name. Twice is allowed. */
    @Override
    void close();
}
