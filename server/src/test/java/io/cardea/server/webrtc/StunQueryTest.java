package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import io.cardea.server.config.NatSettings.StunServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StunQueryTest {
    private final DatagramSocket server;
    private final int port;

    StunQueryTest() throws SocketException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = server.getLocalPort();
    }

    private String ask() throws IOException {
        return new StunQuery(new Random(1)).publicAddress(new StunServer("127.0.0.1", port));
    }

    /** Answers one request with noise, and then properly. */
    private void serve() {
        try {
            DatagramPacket request = new DatagramPacket(new byte[Packet.CAPACITY], Packet.CAPACITY);
            server.receive(request);
            server.send(new DatagramPacket(new byte[30], 30, request.getSocketAddress()));
            server.receive(request);
            Packet asked = new Packet();
            asked.append(request.getData(), 0, request.getLength());
            Packet answer = new Packet();
            StunWriter.beginResponse(answer, asked, Stun.SUCCESS);
            StunWriter.xorAddress(
                    answer,
                    Stun.XOR_MAPPED_ADDRESS,
                    TransportAddress.ipv4(Protocol.UDP, 0xCB00_7105, 4_000));
            server.send(
                    new DatagramPacket(
                            answer.array(), answer.length(), request.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theMappedAddressIsOurs() throws IOException {
        Thread.ofVirtual().start(this::serve);

        assertEquals("203.0.113.5", ask());
        server.close();
    }

    @Test
    void aServerThatIsNotThereIsAnError() {
        server.close();

        assertThrows(IOException.class, this::ask);
    }
}
