package io.cardea.transport.nanomsg.sp;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;

/** An address, and whether we listen on it or dial it. */
public record Place(Address address, Mode mode) {
    /** How a connection comes about. */
    public enum Mode {
        BIND,
        CONNECT
    }

    /**
     * Reads it from two settings.
     *
     * @param fallback the mode where none is set
     * @throws SettingsException if it cannot be
     */
    public static Place read(Settings section, String modeKey, String addressKey, Mode fallback) {
        Mode mode =
                switch (section.string(modeKey, "")) {
                    case "" -> fallback;
                    case "bind" -> Mode.BIND;
                    case "connect" -> Mode.CONNECT;
                    default ->
                            throw new SettingsException(
                                    section.where(), modeKey, "neither bind nor connect");
                };
        try {
            Address address = Address.parse(section.string(addressKey, ""));
            if (mode == Mode.CONNECT && !address.isSomebody()) {
                throw new IllegalArgumentException("nobody to connect to: " + address.url());
            }
            return new Place(address, mode);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(section.where(), addressKey, e.getMessage());
        }
    }
}
