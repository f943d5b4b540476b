package io.cardea.server.webrtc;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import io.cardea.server.config.NatSettings.StunServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Asks a STUN server which address it sees us at (RFC 8489, 14.2). Blocks; any thread. */
public final class StunQuery {
    private static final int TRIES = 4;
    private static final int FIRST_WAIT_MILLIS = 300;

    private final RandomGenerator random;

    public StunQuery(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Our address as the server sees it.
     *
     * @throws IOException if the server has no address or does not answer
     */
    public String publicAddress(StunServer server) throws IOException {
        InetAddress host = InetAddress.getByName(server.host());
        return ask(new InetSocketAddress(host, server.port()), 0).getAddress().getHostAddress();
    }

    /**
     * The same with the port.
     *
     * @param localPort ours to ask from, 0 for any
     * @throws IOException if the server does not answer, or the port is taken
     */
    InetSocketAddress ask(InetSocketAddress server, int localPort) throws IOException {
        int high = random.nextInt();
        long low = random.nextLong();
        Packet request = new Packet();
        StunWriter.begin(request, Stun.type(Stun.BINDING, Stun.REQUEST), high, low);
        try (DatagramSocket socket = new DatagramSocket(localPort)) {
            socket.connect(server);
            int wait = FIRST_WAIT_MILLIS;
            for (int i = 0; i < TRIES; i++) {
                socket.send(new DatagramPacket(request.array(), request.length()));
                socket.setSoTimeout(wait);
                Optional<InetSocketAddress> answer = answer(socket, high, low);
                if (answer.isPresent()) return answer.get();
                wait *= 2;
            }
        }
        throw new IOException("the STUN server " + server + " does not answer");
    }

    private static Optional<InetSocketAddress> answer(DatagramSocket socket, int high, long low)
            throws IOException {
        try {
            DatagramPacket datagram =
                    new DatagramPacket(new byte[Packet.CAPACITY], Packet.CAPACITY);
            socket.receive(datagram);
            Packet packet = new Packet();
            packet.append(datagram.getData(), 0, datagram.getLength());
            boolean ours =
                    Stun.isStun(packet)
                            && Stun.isSuccess(packet)
                            && Stun.transactionHigh(packet) == high
                            && Stun.transactionLow(packet) == low;
            if (!ours || !Stun.hasAddress(packet, Stun.XOR_MAPPED_ADDRESS)) return Optional.empty();
            TransportAddress seen = Stun.xorAddress(packet, Stun.XOR_MAPPED_ADDRESS, Protocol.UDP);
            return Optional.of(new InetSocketAddress(seen.host(), seen.port()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }
}
