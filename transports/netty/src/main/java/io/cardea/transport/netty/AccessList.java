package io.cardea.transport.netty;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses a listener serves. Immutable; any thread. An empty list serves everybody.
 *
 * <p>An entry is one of
 *
 * <ul>
 *   <li>a complete address, {@code 127.0.0.1} or {@code ::1}, which matches itself only;
 *   <li>the beginning of an address up to a separator, {@code 192.168.0.} or {@code 2001:db8:},
 *       which matches every address whose text begins so (IPv6 in the form of RFC 5952);
 *   <li>a network, {@code 10.0.0.0/8};
 *   <li>one to three whole numbers of an IPv4 address, {@code 127}, read as if a dot followed:
 *       Janus compares text, so that there {@code 10.1} also lets {@code 10.12.0.1} in. We do not.
 * </ul>
 *
 * An IPv4 address written as an IPv6 one ({@code ::ffff:10.0.0.1}) is that IPv4 address.
 */
public final class AccessList {
    private static final String MAPPED = "::ffff:";

    private final List<Entry> entries;

    private AccessList(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The list under this key, entries separated by commas; everybody if it is not there. */
    public static AccessList of(Settings section, String key) {
        List<Entry> entries = new ArrayList<>();
        for (String word : section.words(key)) {
            entries.add(
                    entry(word)
                            .orElseThrow(() ->
                                    new SettingsException(
                                            section.where(),
                                            key,
                                            "neither an address nor the beginning of one: "
                                                    + word)));
        }
        return new AccessList(entries);
    }

    private static Optional<Entry> entry(String word) {
        String text = withoutMapping(word.toLowerCase(Locale.ROOT));
        int slash = text.indexOf('/');
        if (slash >= 0) return network(text.substring(0, slash), text.substring(slash + 1));
        Optional<byte[]> address = parse(text);
        if (address.isPresent()) {
            return Optional.of(new Entry.Network(address.get(), address.get().length * 8));
        }
        if (text.matches("[0-9a-f.:]*[.:]")) return Optional.of(new Entry.Prefix(text));
        if (text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){0,2}")) {
            return Optional.of(new Entry.Prefix(text + "."));
        }
        return Optional.empty();
    }

    private static Optional<Entry> network(String address, String length) {
        Optional<byte[]> bytes = parse(address);
        if (bytes.isEmpty() || !length.matches("[0-9]{1,3}")) return Optional.empty();
        int bits = Integer.parseInt(length);
        if (bits > bytes.get().length * 8) return Optional.empty();
        return Optional.of(new Entry.Network(bytes.get(), bits));
    }

    private static String withoutMapping(String text) {
        boolean mapped = text.startsWith(MAPPED) && text.indexOf('.') > 0;
        return mapped ? text.substring(MAPPED.length()) : text;
    }

    private static Optional<byte[]> parse(String text) {
        return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(text))
                .map(AccessList::unmapped);
    }

    private static byte[] unmapped(byte[] address) {
        if (address.length != 16) return address;
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) return address;
        }
        boolean mapped = address[10] == -1 && address[11] == -1;
        return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public boolean permits(InetAddress address) {
        return isEmpty() || permits(unmapped(address.getAddress()));
    }

    /**
     * Whether every address in the value of an {@code X-Forwarded-For} header is served. All of
     * them, since a client can write whatever it likes in front of what a proxy appends.
     */
    public boolean permitsForwarded(String header) {
        if (isEmpty()) return true;
        for (String hop : header.split(",", -1)) {
            Optional<byte[]> address = parse(withoutMapping(hop.strip().toLowerCase(Locale.ROOT)));
            if (address.isEmpty() || !permits(address.get())) return false;
        }
        return true;
    }

    private boolean permits(byte[] address) {
        String text = NetUtil.bytesToIpAddress(address);
        for (Entry entry : entries) {
            if (entry.matches(address, text)) return true;
        }
        return false;
    }

    private sealed interface Entry {
        boolean matches(byte[] address, String text);

        record Prefix(String prefix) implements Entry {
            @Override
            public boolean matches(byte[] address, String text) {
                return text.startsWith(prefix);
            }
        }

        record Network(byte[] network, int bits) implements Entry {
            @Override
            public boolean matches(byte[] address, String text) {
                if (address.length != network.length) return false;
                int whole = bits >> 3;
                if (!Arrays.equals(address, 0, whole, network, 0, whole)) return false;
                int rest = bits & 7;
                int mask = 0xFF00 >> rest;
                return rest == 0 || ((address[whole] ^ network[whole]) & mask & 0xFF) == 0;
            }
        }
    }
}
