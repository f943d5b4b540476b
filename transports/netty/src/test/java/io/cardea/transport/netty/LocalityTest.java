package io.cardea.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalityTest {
    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address, 1);
            }

            @Override
            public boolean isActive() {
                return true;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "192.0.2.1, false",
        "10.0.0.1, false",
        "fe80::1, false",
    })
    void loopbackAddressesAreLocal(String address, boolean local) {
        assertEquals(local, Locality.isLocal(from(address), new DefaultHttpHeaders()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP", "Via"})
    void aProxySpeaksForSomebodyElse(String header) {
        HttpHeaders headers = new DefaultHttpHeaders().set(header, "127.0.0.1");

        assertFalse(Locality.isLocal(from("127.0.0.1"), headers));
    }

    @Test
    void otherHeadersDoNotMatter() {
        HttpHeaders headers = new DefaultHttpHeaders().set("Host", "example.com");

        assertTrue(Locality.isLocal(from("127.0.0.1"), headers));
    }
}
