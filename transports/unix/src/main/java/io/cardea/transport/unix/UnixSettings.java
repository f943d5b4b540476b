package io.cardea.transport.unix;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.Optional;

/**
 * What {@code janus.transport.pfunix.jcfg} says.
 *
 * @param janus where the Janus API is carried, if it is
 * @param admin where the Admin API is
 */
record UnixSettings(Optional<Place> janus, Optional<Place> admin) {
    /** What kind of socket. */
    enum Kind {
        SEQPACKET,
        DGRAM
    }

    /** A socket to listen on. */
    record Place(String path, Kind kind) {}

    static UnixSettings read(Settings file) {
        return new UnixSettings(
                place(file.section("general"), "enabled", "path", "type"),
                place(file.section("admin"), "admin_enabled", "admin_path", "admin_type"));
    }

    private static Optional<Place> place(
            Settings section, String enabled, String path, String type) {
        if (!section.bool(enabled, false)) return Optional.empty();
        String where = section.string(path, "");
        if (where.isEmpty()) throw new SettingsException(section.where(), path, "needed");
        return Optional.of(new Place(where, kind(section, type)));
    }

    private static Kind kind(Settings section, String key) {
        String word = section.string(key, "SOCK_SEQPACKET");
        return switch (word) {
            case "SOCK_DGRAM" -> Kind.DGRAM;
            case "SOCK_SEQPACKET" -> Kind.SEQPACKET;
            default -> throw new SettingsException(section.where(), key, "no type: " + word);
        };
    }
}
