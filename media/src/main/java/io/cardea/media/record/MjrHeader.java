package io.cardea.media.record;

import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON at the start of an {@code .mjr} file. Its key order and spacing are those of the stock
 * writer, so that files compare byte by byte.
 */
record MjrHeader(MjrMedium medium, Recording recording, long createdMicros) {
    String json(long firstFrameMicros) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"t\": \"").append(medium.letter()).append('"');
        text(json, "c", recording.codec());
        if (!recording.fmtp().isEmpty()) text(json, "f", recording.fmtp());
        if (!recording.description().isEmpty()) text(json, "d", recording.description());
        if (!recording.extensions().isEmpty()) extensions(json);
        json.append(", \"s\": ").append(createdMicros);
        json.append(", \"u\": ").append(firstFrameMicros);
        if (medium == MjrMedium.AUDIO && recording.redPayloadType() > 0) {
            json.append(", \"or\": ").append(recording.redPayloadType());
        }
        if (recording.endToEndEncrypted()) json.append(", \"e\": true");
        return json.append('}').toString();
    }

    private void extensions(StringBuilder json) {
        json.append(", \"x\": {");
        String separator = "";
        for (Map.Entry<Integer, String> entry : new TreeMap<>(recording.extensions()).entrySet()) {
            json.append(separator).append('"').append(entry.getKey()).append("\": ");
            quote(json, entry.getValue());
            separator = ", ";
        }
        json.append('}');
    }

    private static void text(StringBuilder json, String key, String value) {
        json.append(", \"").append(key).append("\": ");
        quote(json, value);
    }

    private static void quote(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04X", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
