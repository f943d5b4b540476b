package io.cardea.testkit;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Hears all of a call, and says whatever it likes in anybody's name; but it has no keys. */
final class Attacker {
    /** Strangers have addresses of their own: 10.9.0.0/16. */
    private static final int STRANGERS = 0x0A09_0000;

    record Heard(byte[] bytes, TransportAddress from, TransportAddress to) {
        boolean isMedia() {
            return (bytes[0] & 0xC0) == 0x80;
        }

        boolean isDtls() {
            return bytes[0] >= 20 && bytes[0] < 64;
        }
    }

    private final EchoSimulation echo;
    private final SplittableRandom random;
    private boolean speaking;

    /** Everything that was sent by the two of the call. */
    final List<Heard> heard = new ArrayList<>();

    /** What we do about a datagram, or nothing. */
    private java.util.function.Consumer<Heard> reaction = heard -> {};

    long injected;
    long bytesInjected;
    long answersToStrangers;
    long bytesToStrangers;

    Attacker(EchoSimulation echo, long seed) {
        this.echo = echo;
        this.random = new SplittableRandom(seed);
        echo.network.tap(this::listen);
    }

    private void listen(Packet lent) {
        if (speaking) return;
        Heard datagram = new Heard(lent.toBytes(), lent.local(), lent.remote());
        if (isStranger(datagram.to())) {
            answersToStrangers++;
            bytesToStrangers += datagram.bytes().length;
        }
        heard.add(datagram);
        reaction.accept(datagram);
    }

    private static boolean isStranger(TransportAddress address) {
        return (address.low() & 0xFFFF_0000L) == STRANGERS;
    }

    void react(java.util.function.Consumer<Heard> how) {
        reaction = how;
    }

    TransportAddress stranger() {
        return TransportAddress.ipv4(
                Protocol.UDP, STRANGERS | random.nextInt(1 << 16), 1_024 + random.nextInt(60_000));
    }

    SplittableRandom random() {
        return random;
    }

    byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Sends a datagram in {@code from}'s name, a little later. */
    void inject(byte[] bytes, TransportAddress from, TransportAddress to, Duration delay) {
        injected++;
        bytesInjected += bytes.length;
        echo.simulation.after(
                delay,
                () -> {
                    Packet packet = Packet.of(bytes);
                    packet.route(from, to);
                    speaking = true;
                    echo.network.send(packet);
                    speaking = false;
                });
    }

    /** The same datagram again, in the same name. */
    void replay(Heard datagram, Duration delay) {
        inject(datagram.bytes(), datagram.from(), datagram.to(), delay);
    }
}
