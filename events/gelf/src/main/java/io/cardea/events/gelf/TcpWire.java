package io.cardea.events.gelf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages over a connection, each with a zero byte behind it. */
final class TcpWire implements Wire {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final String host;
    private final int port;
    private volatile @Nullable Socket socket;

    TcpWire(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void send(byte[] message) throws IOException {
        Socket open = socket;
        try {
            if (open == null) {
                open = new Socket();
                socket = open;
                open.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            }
            open.getOutputStream().write(Arrays.copyOf(message, message.length + 1));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Socket last = socket;
        socket = null;
        try {
            if (last != null) last.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
