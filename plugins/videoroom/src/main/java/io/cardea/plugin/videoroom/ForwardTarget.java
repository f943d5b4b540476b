package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import io.cardea.spi.SrtpKey;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Where requests want media forwarded to, and with which keys. Any thread; may block. */
final class ForwardTarget {
    private ForwardTarget() {}

    /**
     * Complains about a {@code host_family} that is none.
     *
     * @throws RoomError if so
     */
    static void checkFamily(Json body) {
        String family = body.string("host_family", "");
        if (body.has("host_family") && !isFamily(family)) {
            throw RoomError.invalid("Unsupported protocol family (" + family + ")");
        }
    }

    private static boolean isFamily(String text) {
        return text.equalsIgnoreCase("ipv4") || text.equalsIgnoreCase("ipv6");
    }

    /**
     * The address of the member {@code host}. Asks the resolver: not under any lock.
     *
     * @throws RoomError if there is none
     */
    static InetAddress resolve(Json body) {
        checkFamily(body);
        String host = body.string("host", "");
        String family = body.string("host_family", "").toLowerCase(Locale.ROOT);
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                boolean fits =
                        switch (family) {
                            case "ipv4" -> address instanceof Inet4Address;
                            case "ipv6" -> address instanceof Inet6Address;
                            default -> true;
                        };
                if (fits && !host.isEmpty()) return address;
            }
        } catch (UnknownHostException e) {
            throw unresolved(host);
        }
        throw unresolved(host);
    }

    private static RoomError unresolved(String host) {
        return RoomError.invalid("Could not resolve address (" + host + ")...");
    }

    /**
     * A port of a request.
     *
     * @throws RoomError if it can't be one
     */
    static int port(Json body, String name) {
        long port = body.integer(name, 0);
        if (port > 65_535) throw RoomError.invalid("Invalid element (" + name + " is no port)");
        return (int) port;
    }

    /**
     * The keys of a request; empty when it wants none.
     *
     * @throws RoomError if they can't be used
     */
    static Optional<SrtpKey> srtp(Json body) {
        long suite = body.integer("srtp_suite", 0);
        String crypto = body.string("srtp_crypto", "");
        if (suite == 0 || crypto.isEmpty()) return Optional.empty();
        if (suite != 32 && suite != 80) {
            throw RoomError.invalid("Invalid SRTP suite (" + suite + ")");
        }
        try {
            byte[] key = Base64.getDecoder().decode(crypto);
            if (key.length < SrtpKey.LENGTH) throw new IllegalArgumentException("too short");
            return Optional.of(new SrtpKey((int) suite, Arrays.copyOf(key, SrtpKey.LENGTH)));
        } catch (IllegalArgumentException e) {
            throw RoomError.invalid("Invalid SRTP crypto (" + e.getMessage() + ")");
        }
    }
}
