package io.cardea.broker.mqtt;

import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.util.ArrayList;
import java.util.List;

/** A name and a value that go with a message of MQTT 5. */
record UserProperty(String name, String value) {

    /** A list of pairs: {@code (["key", "value"], …)}. */
    static List<UserProperty> list(Settings section, String key) {
        List<UserProperty> properties = new ArrayList<>();
        for (Settings pair : section.get(key).map(Settings::elements).orElse(List.of())) {
            List<String> words =
                    pair.elements().stream().map(word -> word.text().orElse("")).toList();
            if (words.size() != 2) {
                throw new SettingsException(pair.where(), key, "no [\"key\", \"value\"] pair");
            }
            properties.add(new UserProperty(words.get(0), words.get(1)));
        }
        return properties;
    }
}
