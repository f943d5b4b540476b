package io.cardea.transport.nanomsg;

import io.cardea.spi.Settings;
import io.cardea.transport.nanomsg.sp.Place;
import java.util.Optional;

/**
 * What {@code janus.transport.nanomsg.jcfg} says.
 *
 * @param janus where the Janus API is carried, if it is
 * @param admin where the Admin API is
 */
record NanomsgSettings(Optional<Place> janus, Optional<Place> admin) {
    static NanomsgSettings read(Settings file) {
        Settings general = file.section("general");
        Settings admin = file.section("admin");
        return new NanomsgSettings(
                place(general, "enabled", "mode", "address"),
                place(admin, "admin_enabled", "admin_mode", "admin_address"));
    }

    private static Optional<Place> place(
            Settings section, String enabled, String mode, String address) {
        if (!section.bool(enabled, false)) return Optional.empty();
        return Optional.of(Place.read(section, mode, address, Place.Mode.BIND));
    }
}
