package io.cardea.conformance;

import io.cardea.spi.Json;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A UDP port that servers send media to. */
final class UdpEar implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final DatagramSocket socket;

    private UdpEar(DatagramSocket socket) {
        this.socket = socket;
    }

    static UdpEar open() throws IOException {
        var socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new UdpEar(socket);
    }

    int port() {
        return socket.getLocalPort();
    }

    /**
     * Waits for a datagram like that: {@code {"pt":0,"ssrc":5,"length":72}} or {@code {"text":…}}.
     */
    void expect(String pattern, Map<String, Json> known) throws IOException {
        var datagram = new DatagramPacket(new byte[2_000], 2_000);
        List<String> faults = List.of("nothing came");
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < deadline) {
            try {
                socket.receive(datagram);
            } catch (SocketTimeoutException e) {
                break;
            }
            faults = Pattern.compareLoosely(pattern, describe(datagram), known);
            if (faults.isEmpty()) return;
        }
        throw new AssertionError(faults.toString());
    }

    private static Json describe(DatagramPacket datagram) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength());
        Json described = Json.object().put("length", datagram.getLength());
        if (datagram.getLength() >= 12 && (bytes.get(0) & 0xC0) == 0x80) {
            described.put("pt", bytes.get(1) & 0x7F);
            described.put("ssrc", bytes.getInt(8) & 0xFFFF_FFFFL);
        } else {
            String text =
                    new String(datagram.getData(), 0, datagram.getLength(), StandardCharsets.UTF_8);
            described.put("text", text);
        }
        return described;
    }

    @Override
    public void close() {
        socket.close();
    }
}
