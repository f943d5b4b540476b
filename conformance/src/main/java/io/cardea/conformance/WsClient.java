package io.cardea.conformance;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A WebSocket client that shows frames and breaks rules when asked to. One thread. */
public final class WsClient implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** The origin that the guarded configuration lets in. */
    static final String ORIGIN = "http://foo.example";

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Socket socket;
    private final DataInputStream in;
    private final String head;

    /** One frame, as it came. */
    public record Frame(boolean last, int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private WsClient(URI server, String path, String headers) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        write(
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + headers
                                + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        head = readHead();
    }

    /** Tries a handshake with these header lines, whatever comes of it. */
    public static WsClient attempt(URI server, String path, String headers) throws IOException {
        return new WsClient(server, path, headers);
    }

    /** Connects with a sub-protocol. */
    public static WsClient connect(URI server, String protocol) throws IOException {
        String headers = "Sec-WebSocket-Protocol: " + protocol + "\r\nOrigin: " + ORIGIN + "\r\n";
        WsClient client = attempt(server, "/", headers);
        if (!client.isOpen()) throw new IOException("handshake refused: " + client.head);
        return client;
    }

    public static WsClient connect() throws IOException {
        return connect(Target.get().ws(), "janus-protocol");
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            while (!bytes.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                bytes.write(in.readUnsignedByte());
            }
        } catch (EOFException e) {
            return "";
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Whether the handshake succeeded. */
    public boolean isOpen() {
        return head.startsWith("HTTP/1.1 101");
    }

    /** What the server said to the handshake; empty if it hung up. */
    public String head() {
        return head;
    }

    public void send(String text) throws IOException {
        frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void frame(boolean last, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {1, 2, 3, 4};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i & 3]);
        }
        write(out.toByteArray());
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next frame, waiting for it as long as a test may. */
    public Frame frame() throws IOException {
        return frame(PATIENCE)
                .orElseThrow(() -> new AssertionError("nothing came within " + PATIENCE));
    }

    /** The next frame, if one comes in time. */
    public Optional<Frame> frame(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        int first;
        try {
            first = in.readUnsignedByte();
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
        socket.setSoTimeout((int) PATIENCE.toMillis());
        int length = length();
        return Optional.of(new Frame((first & 0x80) != 0, first & 15, in.readNBytes(length)));
    }

    /** RFC 6455, 5.2. */
    private int length() throws IOException {
        int small = in.readUnsignedByte() & 127;
        if (small == 126) return in.readUnsignedShort();
        return small == 127 ? (int) in.readLong() : small;
    }

    /** The next text message, its fragments joined; pings are answered on the way. */
    public Optional<String> receive(Duration patience) throws IOException {
        StringBuilder text = new StringBuilder();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long left = Math.max(1_000_000, deadline - System.nanoTime());
            Optional<Frame> frame = frame(Duration.ofNanos(left));
            if (frame.isEmpty()) return Optional.empty();
            switch (frame.get().opcode()) {
                case PING -> frame(true, PONG, frame.get().payload());
                case PONG -> {}
                case CLOSE -> throw new EOFException("closed");
                default -> {
                    text.append(frame.get().text());
                    if (frame.get().last()) return Optional.of(text.toString());
                }
            }
        }
    }

    public String receive() throws IOException {
        return receive(PATIENCE)
                .orElseThrow(() -> new AssertionError("nothing came within " + PATIENCE));
    }

    public String ask(String text) throws IOException {
        send(text);
        return receive();
    }

    /** Whether the server ends the connection in time. */
    public boolean ends() throws IOException {
        try {
            while (frame().opcode() != CLOSE) {
                // Whatever is still on its way.
            }
            return true;
        } catch (EOFException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
