package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.dtls.DtlsCertificate;
import io.cardea.rtc.dtls.DtlsSettings;
import io.cardea.rtc.ice.IceSettings;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.rtc.sctp.SctpSettings;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
    @Test
    void shakesHandsWithItselfAndReturns() {
        SplittableRandom seeded = new SplittableRandom(1);
        AtomicInteger asked = new AtomicInteger();
        RandomGenerator counting =
                () -> {
                    asked.incrementAndGet();
                    return seeded.nextLong();
                };
        PeerSettings settings =
                new PeerSettings(
                        IceSettings.defaults(),
                        DtlsSettings.defaults(),
                        DtlsCertificate.generate(seeded, Instant.now()),
                        SctpSettings.defaults(),
                        true,
                        PeerSettings.Media.defaults());

        new WarmUp(settings, counting).run();

        assertTrue(asked.get() > 8, "handshakes need randomness");
    }
}
