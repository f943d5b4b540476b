package io.cardea.logger.json;

import io.cardea.spi.Json;
import io.cardea.spi.JsonStyle;
import io.cardea.spi.LogSink;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Appends an object for each line of the log to a file. */
public final class JsonLog implements LogSink {
    private static final int UNKNOWN_REQUEST = 411;
    private static final int MISSING_ELEMENT = 412;
    private static final int INVALID_ELEMENT = 413;

    private JsonStyle style = JsonStyle.COMPACT;
    private @Nullable BufferedWriter file;
    private boolean failed;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.logger.jsonlog",
                "JANUS JSON logger plugin",
                "Cardea",
                "Writes the log as JSON lines.",
                1,
                "0.0.1",
                "libjanus_jsonlog.so");
    }

    @Override
    public boolean start(Settings settings) throws IOException {
        Settings general = settings.section("general");
        if (!general.bool("enabled", false)) return false;
        String name = general.string("filename", "");
        if (name.isEmpty()) throw new SettingsException(general.where(), "filename", "needed");
        style = JsonStyle.of(general.string("json", "compact"));
        file =
                Files.newBufferedWriter(
                        Path.of(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
    }

    @Override
    public void line(long epochMicros, String line) {
        BufferedWriter to = file;
        if (to == null || failed) return;
        try {
            to.write(Json.object().put("timestamp", epochMicros).put("line", line).toString(style));
            to.newLine();
            to.flush();
        } catch (IOException e) {
            // Told where it can be: the log goes on elsewhere.
            failed = true;
            System.getLogger(JsonLog.class.getName())
                    .log(System.Logger.Level.ERROR, "the JSON log cannot be written", e);
        }
    }

    @Override
    public Json query(Json request) {
        Optional<Json> name = request.get("request");
        if (name.isEmpty()) {
            return error(MISSING_ELEMENT, "Missing mandatory element (request)");
        }
        if (!name.get().isString()) {
            return error(INVALID_ELEMENT, "Invalid element type (request should be a string)");
        }
        if (name.get().string().equals("info")) return Json.object().put("result", 200);
        return error(UNKNOWN_REQUEST, "Unknown request '" + name.get().string() + "'");
    }

    private static Json error(int code, String reason) {
        return Json.object().put("error_code", code).put("error", reason);
    }

    @Override
    public void close() {
        try {
            if (file != null) file.close();
        } catch (IOException e) {
            // nothing is lost: each line was flushed
        }
    }
}
