package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.EngineSettings.Interfaces;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    private static boolean accepts(Interfaces wanted, String name, String ip)
            throws UnknownHostException {
        return LocalAddresses.accepts(wanted, name, InetAddress.getByName(ip));
    }

    private static Interfaces lists(List<String> enforce, List<String> ignore) {
        return new Interfaces(true, false, enforce, ignore, false);
    }

    @Test
    void leavesOutLoopbackAndUnwantedFamilies() throws UnknownHostException {
        Interfaces plain = Interfaces.defaults();

        assertTrue(accepts(plain, "eth0", "192.0.2.1"));
        assertFalse(accepts(plain, "lo", "127.0.0.1"));
        assertFalse(accepts(plain, "eth0", "2001:db8::1"));
        Interfaces both = new Interfaces(true, false, List.of(), List.of(), false);
        assertTrue(accepts(both, "eth0", "2001:db8::1"));
        assertFalse(accepts(both, "eth0", "fe80::1"));
        Interfaces linkLocal = new Interfaces(true, true, List.of(), List.of(), false);
        assertTrue(accepts(linkLocal, "eth0", "fe80::1"));
    }

    @Test
    void matchesListsByPrefixOnNameOrAddress() throws UnknownHostException {
        assertFalse(accepts(lists(List.of(), List.of("vmnet")), "vmnet8", "192.0.2.1"));
        assertFalse(accepts(lists(List.of(), List.of("192.0")), "eth0", "192.0.2.1"));
        assertTrue(accepts(lists(List.of("eth"), List.of()), "eth1", "192.0.2.1"));
        assertTrue(accepts(lists(List.of("192.0.2."), List.of()), "wan", "192.0.2.1"));
        assertFalse(accepts(lists(List.of("eth"), List.of()), "wlan0", "192.0.2.1"));
    }

    @Test
    void anEnforceListSwitchesIgnoredNamesOffButNotAddresses() throws UnknownHostException {
        assertTrue(accepts(lists(List.of("192."), List.of("eth0")), "eth0", "192.0.2.1"));
        assertFalse(accepts(lists(List.of("eth0"), List.of("192.")), "eth0", "192.0.2.1"));
    }
}
