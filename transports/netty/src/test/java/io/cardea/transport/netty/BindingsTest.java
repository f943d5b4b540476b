package io.cardea.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BindingsTest {
    @Test
    void withoutSettingsItIsAnyAddressAndTheUsualPort() {
        List<InetSocketAddress> addresses = read(Settings.group("test", 1));

        assertEquals(1, addresses.size());
        assertTrue(addresses.getFirst().getAddress().isAnyLocalAddress());
        assertEquals(8088, addresses.getFirst().getPort());
    }

    @Test
    void severalAddressesMayBeGiven() {
        Settings section = with("ip", "127.0.0.1, ::1");
        section.put("port", Settings.scalar("test", 1, "9000"));

        assertEquals(
                List.of(
                        new InetSocketAddress("127.0.0.1", 9000),
                        new InetSocketAddress("::1", 9000)),
                read(section));
    }

    @Test
    void anInterfaceStandsForItsAddresses() {
        List<InetSocketAddress> addresses = read(with("interface", "lo"));

        assertTrue(addresses.contains(new InetSocketAddress("127.0.0.1", 8088)));
        assertTrue(addresses.stream().allMatch(a -> a.getAddress().isLoopbackAddress()));
    }

    @Test
    void anInterfaceMayBeAnAddress() {
        assertEquals(
                List.of(new InetSocketAddress("127.0.0.1", 8088)),
                read(with("interface", "127.0.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "interface, no-such-interface0",
        "ip, not-an-address",
        "port, 65536",
        "port, -1",
        "port, many"
    })
    void whatCannotBeIsRefused(String key, String value) {
        assertThrows(SettingsException.class, () -> read(with(key, value)));
    }

    private static Settings with(String key, String value) {
        return Settings.group("test", 1).put(key, Settings.scalar("test", 1, value));
    }

    private static List<InetSocketAddress> read(Settings section) {
        return Bindings.read(section, "interface", "ip", "port", 8088);
    }
}
