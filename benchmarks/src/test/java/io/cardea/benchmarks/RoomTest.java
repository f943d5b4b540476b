package io.cardea.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.rtc.srtp.SrtpProfile;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoomTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    void everyPacketGoesToEveryViewer(String profile) {
        Room room =
                new Room(
                        3,
                        Optional.of(profile).filter(p -> !p.isEmpty()).map(SrtpProfile::valueOf));

        for (int i = 0; i < 200; i++) {
            room.publish(16);
            room.turn(16);
        }

        assertEquals(200 * 16 * 3, room.forwarded());
    }
}
