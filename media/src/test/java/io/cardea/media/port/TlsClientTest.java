package io.cardea.media.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** TURN's framing over TLS, against the JDK's server. */
class TlsClientTest {
    private static final int MESSAGES = 400;
    private static final int BODY = 1_000;
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_WAITS = 200;

    private final PacketPool pool = new PacketPool();

    private record Server(SSLServerSocket socket, SSLContext trusting) implements AutoCloseable {
        static Server open() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=turn.example");
            Date from = Date.from(Instant.now().minus(1, ChronoUnit.DAYS));
            Date to = Date.from(Instant.now().plus(1, ChronoUnit.DAYS));
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name, BigInteger.ONE, from, to, name, pair.getPublic());
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .build(pair.getPrivate())));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("a", pair.getPrivate(), new char[0], new Certificate[] {certificate});
            KeyManagerFactory own =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, new char[0]);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", certificate);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            var socket =
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            return new Server(socket, context);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private TcpConnection connect(Reactor reactor, Server server, SSLContext context)
            throws IOException {
        InetSocketAddress to = (InetSocketAddress) server.socket().getLocalSocketAddress();
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SSLEngine engine = context.createSSLEngine("turn.example", to.getPort());
        TlsClient tls = new TlsClient(engine);
        TransportAddress local =
                TransportAddress.of(Protocol.TCP, (InetSocketAddress) channel.getLocalAddress());
        TcpConnection connection =
                new TcpConnection(
                        reactor,
                        channel,
                        Framing.TURN,
                        local,
                        TransportAddress.of(Protocol.TCP, to),
                        tls);
        tls.onProgress(() -> {
            reactor.callAgain(connection);
            reactor.wakeUp();
        });
        channel.connect(to);
        connection.register();
        return connection;
    }

    /** A message of the TURN server's kind, numbered. */
    private Packet message(int number) {
        Packet packet = pool.take();
        packet.length(20 + BODY);
        packet.put16(0, 0x0001);
        packet.put16(2, BODY);
        packet.put32(16, number);
        packet.put32(20 + BODY - 4, ~number);
        return packet;
    }

    @Test
    void carriesManyMessagesBothWaysInOrder() throws Exception {
        try (Server server = Server.open();
                Reactor reactor = new Reactor()) {
            TcpConnection connection = connect(reactor, server, server.trusting());
            Thread echo =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (SSLSocket peer = (SSLSocket) server.socket().accept()) {
                                    echo(peer);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            List<Integer> numbers = new ArrayList<>();
            int sent = 0;
            for (int i = 0; i < MAX_WAITS && numbers.size() < MESSAGES; i++) {
                // Some before the handshake is over, the rest as the window allows.
                while (sent < MESSAGES && sent - numbers.size() < 150) {
                    Packet packet = message(sent++);
                    connection.send(packet);
                    packet.release();
                }
                connection.flush();
                reactor.await(SECOND / 10);
                reactor.poll(
                        pool,
                        64,
                        SECOND,
                        packet -> {
                            assertEquals(20 + BODY, packet.length());
                            assertEquals(~packet.i32(16), packet.i32(20 + BODY - 4));
                            numbers.add(packet.i32(16));
                            packet.release();
                        });
            }

            assertEquals(MESSAGES, numbers.size());
            for (int i = 0; i < MESSAGES; i++) {
                assertEquals(i, numbers.get(i));
            }
            assertEquals(0, connection.sendDrops());
            assertEquals(0, pool.inUse());
            connection.close();
            echo.join();
        }
    }

    private static void echo(SSLSocket peer) throws IOException {
        DataInputStream in = new DataInputStream(peer.getInputStream());
        OutputStream out = peer.getOutputStream();
        byte[] message = new byte[20 + BODY];
        for (int i = 0; i < MESSAGES; i++) {
            in.readFully(message);
            out.write(message);
        }
        out.flush();
    }

    @Test
    void doesNotTalkToAServerItDoesNotTrust() throws Exception {
        try (Server server = Server.open();
                Reactor reactor = new Reactor()) {
            TcpConnection connection = connect(reactor, server, SSLContext.getDefault());
            Thread accept =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (SSLSocket peer = (SSLSocket) server.socket().accept()) {
                                    peer.getInputStream().read();
                                } catch (IOException e) {
                                    // As it should be.
                                }
                            });
            Packet packet = message(1);
            connection.send(packet);
            packet.release();
            connection.flush();
            for (int i = 0; i < MAX_WAITS && connection.isOpen(); i++) {
                reactor.await(SECOND / 10);
                reactor.poll(pool, 64, SECOND, Packet::release);
            }

            assertFalse(connection.isOpen());
            accept.join();
        }
    }
}
