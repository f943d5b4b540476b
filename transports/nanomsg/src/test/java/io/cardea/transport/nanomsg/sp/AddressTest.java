package io.cardea.transport.nanomsg.sp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.cardea.transport.nanomsg.sp.Place.Mode;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "tcp://*:5555, *, *, 5555",
        "tcp://host.example:1, *, host.example, 1",
        "tcp://[::1]:0, *, [::1], 0",
        "tcp://eth0;10.0.0.1:65535, eth0, 10.0.0.1, 65535"
    })
    void tcpAddressesAreRead(String url, String local, String host, int port) {
        assertEquals(new Address.Tcp(local, host, port), Address.parse(url));
        assertEquals(url, Address.parse(url).url());
    }

    @Test
    void pathsAreRead() {
        assertEquals(new Address.Ipc("/tmp/a.ipc"), Address.parse("ipc:///tmp/a.ipc"));
        assertEquals("ipc://a", Address.parse("ipc://a").url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "tcp:/x:1",
                "udp://x:1",
                "tcp://x",
                "tcp://:1",
                "tcp://x:",
                "tcp://x:-1",
                "tcp://x:65536",
                "tcp://x:999999",
                "tcp://;x:1",
                "ipc://",
                "ipc://a\0b",
                "inproc://x",
                "ws://*:1"
            })
    void othersAreRefusedWithAReason(String url) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Address.parse(url));

        assertTrue(refusal.getMessage().length() > 10, refusal.getMessage());
    }

    @Test
    void aPathMustFitIntoASocketAddress() {
        Address.parse("ipc://" + "x".repeat(Limits.MAX_PATH));

        assertThrows(
                IllegalArgumentException.class,
                () -> Address.parse("ipc://" + "x".repeat(Limits.MAX_PATH + 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Address.parse("tcp://" + "x".repeat(Address.MAX_LENGTH) + ":1"));
    }

    private static Settings section(String mode, String address) {
        return Settings.group("file", 1)
                .put("mode", Settings.scalar("file", 2, mode))
                .put("address", Settings.scalar("file", 3, address));
    }

    @Test
    void aPlaceIsReadFromSettings() {
        assertEquals(
                new Place(new Address.Tcp("*", "*", 1), Mode.BIND),
                Place.read(section("bind", "tcp://*:1"), "mode", "address", Mode.CONNECT));
        assertEquals(
                Mode.CONNECT,
                Place.read(section("", "tcp://x:1"), "mode", "address", Mode.CONNECT).mode());
    }

    @ParameterizedTest
    @CsvSource({
        "connect, tcp://*:1",
        "connect, tcp://x:0",
        "sideways, tcp://x:1",
        "bind, inproc://x",
        "bind, ''"
    })
    void aPlaceThatCannotBeIsRefused(String mode, String address) {
        assertThrows(
                SettingsException.class,
                () -> Place.read(section(mode, address), "mode", "address", Mode.BIND));
    }

    @Test
    void aSocketThatNobodyListensOnIsReplaced() throws IOException {
        Address address = new Address.Ipc(folder.resolve("a").toString());
        address.listen().close(); // which leaves the file

        try (ServerSocketChannel again = address.listen()) {
            assertTrue(again.isOpen());
            assertThrows(BindException.class, address::listen);
        }
    }

    @Test
    void noOtherFileIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "dear");

        assertThrows(IOException.class, () -> new Address.Ipc(file.toString()).listen());

        assertEquals("dear", Files.readString(file));
    }

    @Test
    void interfacesHaveAddresses() throws IOException {
        try (ServerSocketChannel channel = Address.parse("tcp://lo:0").listen()) {
            assertTrue(channel.getLocalAddress().toString().startsWith("/127.0.0.1:"));
            assertFalse(
                    Address.parse("tcp://lo:0").at(channel.getLocalAddress()).url().endsWith(":0"));
        }
        assertThrows(IOException.class, () -> Address.parse("tcp://no.such.if.:0").listen());
    }
}
