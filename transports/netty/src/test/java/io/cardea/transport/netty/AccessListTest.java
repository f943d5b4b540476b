package io.cardea.transport.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessListTest {
    @ParameterizedTest
    @CsvSource({
        "'', 8.8.8.8, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.10, false",
        "127.0.0.1, 127.0.0.11, false",
        "192.168.0., 192.168.0.7, true",
        "192.168.0., 192.168.1.7, false",
        "10.1, 10.1.2.3, true",
        "10.1, 10.12.0.1, false",
        "127, 127.5.5.5, true",
        "10.0.0.0/8, 10.200.1.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.128.0.0/9, 10.127.0.1, false",
        "10.128.0.0/9, 10.129.0.1, true",
        "10.1.2.3/32, 10.1.2.3, true",
        "10.1.2.3/32, 10.1.2.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "::1, ::11, false",
        "0:0:0:0:0:0:0:1, ::1, true",
        "2001:db8:, 2001:db8:0:1::5, true",
        "2001:DB8:, 2001:db8:0:1::5, true",
        "2001:db8:, 2001:db80::5, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:ffff::1, false",
        "fe80:, fe80::1, true",
        "'127.0.0.1, ::1', ::1, true",
        "'127.0.0.1,,10.', 10.0.0.1, true",
    })
    void anAddressIsServedIfAnEntryMatchesIt(String list, String address, boolean served)
            throws Exception {
        assertEquals(served, of(list).permits(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127., true",
        "::ffff:127.0.0.1, true",
        "::ffff:127., true",
        "127.0.0.0/8, true",
        "::ffff:128.0.0.1, false",
        "::1, false",
    })
    void anIpv4AddressInIpv6ClothesIsAnIpv4Address(String list, boolean served) throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 127;
        mapped[15] = 1;
        // getByAddress would undress it.
        InetAddress address = java.net.Inet6Address.getByAddress("", mapped, 0);

        assertEquals(served, of(list).permits(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/x",
                "10.0.0.0/",
                "1.2.3.4.5",
                "::1/129",
                "a.b"
            })
    void whatIsNoEntryIsRefused(String list) {
        assertThrows(SettingsException.class, () -> of(list));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "' 10.0.0.1 ,127.0.0.1', true",
        "'10.0.0.1, 8.8.8.8', false",
        "unknown, false",
        "'', false",
        "::ffff:10.0.0.1, true",
    })
    void everyForwardedAddressHasToBeServed(String header, boolean served) {
        assertEquals(served, of("10.,127.0.0.1").permitsForwarded(header));
    }

    @Test
    void anEmptyListServesWhateverWasForwarded() {
        assertEquals(true, of("").permitsForwarded("nonsense"));
    }

    private static AccessList of(String list) {
        return AccessList.of(
                Settings.group("test", 1).put("acl", Settings.scalar("test", 2, list)), "acl");
    }
}
