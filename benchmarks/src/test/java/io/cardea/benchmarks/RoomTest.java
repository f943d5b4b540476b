package io.cardea.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.media.port.PortKind;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoomTest {
    @ParameterizedTest
    @ValueSource(strings = {"none", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    void everyPacketGoesToEveryViewer(String profile) throws IOException {
        try (Room room = Room.inMemory(3, Samples.profile(profile))) {
            for (int i = 0; i < 200; i++) {
                room.publish(16);
                room.turn(16);
            }

            assertEquals(200 * 16 * 3, room.forwarded());
        }
    }

    @Test
    void aRoomMayBeOnRealSockets() throws IOException {
        try (Room room = Room.onLoopback(3, Samples.profile("AEAD_AES_128_GCM"), PortKind.NIO)) {
            for (int i = 0; i < 20; i++) {
                room.publish(16);
                room.turn(16);
                room.settle();
            }

            assertEquals(20 * 16 * 3, room.forwarded());
        }
    }
}
