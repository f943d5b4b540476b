package io.cardea.tools.load.report;

import io.cardea.spi.Json;
import io.cardea.tools.load.measure.Curve;
import io.cardea.tools.load.measure.Figure;
import io.cardea.tools.load.measure.Run;
import io.cardea.tools.load.measure.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an object a line: {@code tick} for each second of each run, {@code run} for what a run
 * came to, {@code result} for what several came to. What was not measured is left out. One thread.
 */
public final class JsonLines implements AutoCloseable {
    private final PrintWriter out;

    public JsonLines(Writer out) {
        this.out = new PrintWriter(out);
    }

    /** To nowhere. */
    public static JsonLines none() {
        return new JsonLines(Writer.nullWriter());
    }

    public static JsonLines to(Path file) throws IOException {
        return new JsonLines(Files.newBufferedWriter(file));
    }

    /** The last of these. */
    public void tick(int run, String server, Samples samples) {
        int last = samples.size() - 1;
        Json object = head("tick", run, server);
        object.put("steady", samples.isSteady(last));
        put(object, "seconds", samples.seconds(last), 3);
        for (Curve curve : Curve.values()) {
            put(object, curve.key(), samples.value(last, curve), curve.decimals());
        }
        write(object);
    }

    public void run(Run run, String title) {
        Json object = head("run", run.number(), run.server());
        object.put("title", title);
        object.put("level", run.level());
        object.put("limit", run.limit().word());
        for (Figure figure : Figure.values()) {
            put(object, figure.key(), run.figure(figure), figure.decimals());
        }
        write(object);
    }

    /** What several runs came to. */
    public void result(String kind, Json result) {
        Json object = Json.object().put("type", "result").put("kind", kind);
        result.members().forEach(object::put);
        write(object);
    }

    private static Json head(String type, int run, String server) {
        return Json.object().put("type", type).put("run", run).put("server", server);
    }

    /** Puts a number with so many decimals, unless it is none. */
    public static void put(Json object, String key, double number, int decimals) {
        if (!Double.isFinite(number)) return;
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(decimals, RoundingMode.HALF_UP);
        if (decimals == 0) {
            object.put(key, rounded.longValue());
        } else {
            object.put(key, Json.of(rounded.doubleValue()));
        }
    }

    private void write(Json object) {
        out.println(object);
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }
}
