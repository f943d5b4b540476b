package io.cardea.events.gelf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GelfEventHandlerTest {
    private static final int LIMIT_MILLIS = 10_000;
    private static final Json EVENT =
            Json.parse(
                    "{\"emitter\":\"Me\",\"type\":16,\"timestamp\":1500000,\"event\":{\"a\":1}}");
    private static final String TOLD =
            "{\"timestamp\":1.5,\"host\":\"Me\",\"version\":\"1.1\",\"level\":16,"
                    + "\"short_message\":\"WebRTC\",\"full_message\":"
                    + EVENT
                    + "}";

    private final GelfEventHandler handler = new GelfEventHandler();
    private final Settings general = Settings.group("test", 1);

    private void start(String protocol, int port) throws IOException {
        set("enabled", "true");
        set("events", "all");
        set("backend", "127.0.0.1");
        set("port", Integer.toString(port));
        set("protocol", protocol);
        Settings file = Settings.group("test", 1).put("general", general);
        assertTrue(handler.start(() -> file));
    }

    private void set(String key, String value) {
        general.put(key, Settings.scalar("test", 1, value));
    }

    @AfterEach
    void close() {
        handler.close();
    }

    private static DatagramSocket ear() throws IOException {
        DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void aShortMessageIsOneDatagram() throws IOException {
        try (DatagramSocket ear = ear()) {
            start("udp", ear.getLocalPort());
            handler.handle(EVENT);
            assertEquals(TOLD, new String(receive(ear), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aLongOneComesInChunks() throws IOException {
        set("max_message_len", "100");
        try (DatagramSocket ear = ear()) {
            start("udp", ear.getLocalPort());
            handler.handle(EVENT);
            ByteBuffer whole = ByteBuffer.allocate(1_000);
            byte[] id = new byte[8];
            int count = 0;
            for (int i = 0; i == 0 || i < count; i++) {
                byte[] chunk = receive(ear);
                assertEquals(0x1E, chunk[0]);
                assertEquals(0x0F, chunk[1]);
                if (i == 0) id = Arrays.copyOfRange(chunk, 2, 10);
                assertArrayEquals(id, Arrays.copyOfRange(chunk, 2, 10));
                assertEquals(i, chunk[10]);
                count = chunk[11];
                whole.put(chunk, 12, chunk.length - 12);
            }
            assertEquals(
                    TOLD, new String(whole.array(), 0, whole.position(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void compressedWhenWished() throws IOException {
        set("compress", "true");
        try (DatagramSocket ear = ear()) {
            start("udp", ear.getLocalPort());
            handler.handle(EVENT);
            InputStream zip = new GZIPInputStream(new ByteArrayInputStream(receive(ear)));
            assertEquals(TOLD, new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void tooManyChunksAreNotSentAndTheNextIs() throws IOException {
        set("max_message_len", "2");
        Json tooLong = Json.parse(EVENT.toString()).put("x", "x".repeat(200));
        try (DatagramSocket ear = ear()) {
            start("udp", ear.getLocalPort());
            handler.handle(tooLong);
            handler.handle(EVENT);
            assertEquals((TOLD.length() + 1) / 2, receive(ear)[11], "chunks of the short one");
        }
    }

    @Test
    void overTcpAZeroEndsEachAndConnectionsAreMadeAnew() throws IOException {
        try (ServerSocket ear = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ear.setSoTimeout(LIMIT_MILLIS);
            start("tcp", ear.getLocalPort());
            handler.handle(EVENT);
            handler.handle(EVENT);
            try (Socket socket = ear.accept()) {
                for (int i = 0; i < 2; i++) {
                    assertEquals(TOLD, line(socket));
                }
            }
            Socket again = null;
            ear.setSoTimeout(200);
            for (int i = 0; i < 50 && again == null; i++) {
                handler.handle(EVENT);
                try {
                    again = ear.accept();
                } catch (IOException e) {
                    // the first write into a dead connection goes unnoticed
                }
            }
            assertTrue(again != null, "no new connection");
            assertEquals(TOLD, line(again));
            again.close();
        }
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c > 0; c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThrows(SettingsException.class, () -> start("udp", 0));
        assertThrows(SettingsException.class, () -> start("carrier pigeon", 12_201));
    }
}
