package io.cardea.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sees single frames, and can do what a well-behaved one would not. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame as it came. */
    record Frame(boolean last, int opcode, byte[] payload) {}

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Fixture.LONG.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    static RawClient connect(int port) throws IOException {
        RawClient client = new RawClient(new Socket("127.0.0.1", port));
        client.write(upgrade("Sec-WebSocket-Protocol: janus-protocol\r\n"));
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101")) throw new AssertionError(head);
        return client;
    }

    static String upgrade(String more) {
        return "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + more
                + "\r\n";
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** What comes before the first empty line, or the end. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) break;
            head.write(b);
            text = head.toString(StandardCharsets.UTF_8);
        }
        return text;
    }

    /** Sends a masked frame with a payload under 64 KiB. */
    void frame(boolean last, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        socket.getOutputStream().write(out.toByteArray());
        socket.getOutputStream().flush();
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (length == 126) length = in.readUnsignedShort();
        return new Frame((first & 0x80) != 0, first & 15, in.readNBytes(length));
    }

    InputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
