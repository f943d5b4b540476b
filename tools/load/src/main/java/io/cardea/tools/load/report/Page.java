package io.cardea.tools.load.report;

import io.cardea.spi.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * A report as one HTML file that needs no other: its text, its style, its figures and the script
 * that plots them (uPlot). The tables are there without the script. One thread.
 */
public final class Page {
    private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    private final StringBuilder body = new StringBuilder();
    private final Json charts = Json.array();
    private final String title;

    public Page(String title, String subtitle) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
        paragraph("lead", subtitle);
    }

    /**
     * What matters most, large.
     *
     * @param note below it, small
     */
    public record Tile(String name, String value, String note) {}

    public Page tiles(List<Tile> tiles) {
        body.append("<div class=\"tiles\">\n");
        for (Tile tile : tiles) {
            body.append("<div class=\"tile\"><span>").append(escape(tile.name));
            body.append("</span><b>").append(escape(tile.value)).append("</b><i>");
            body.append(escape(tile.note)).append("</i></div>\n");
        }
        body.append("</div>\n");
        return this;
    }

    public Page text(String text) {
        return paragraph("text", text);
    }

    private Page paragraph(String kind, String text) {
        body.append("<p class=\"").append(kind).append("\">").append(escape(text));
        body.append("</p>\n");
        return this;
    }

    public Page table(Table table) {
        body.append(table.html());
        return this;
    }

    /** A table of words: where and how. */
    public Page facts(Table table) {
        body.append(table.html("wide facts"));
        return this;
    }

    /** Those that show anything. */
    public Page charts(String heading, List<Chart> all) {
        List<Chart> full = all.stream().filter(chart -> !chart.isEmpty()).toList();
        if (full.isEmpty()) return this;
        body.append("<h2>").append(escape(heading)).append("</h2>\n<div class=\"charts\">\n");
        for (Chart chart : full) {
            body.append("<figure data-chart=\"").append(charts.elements().size());
            body.append("\"></figure>\n");
            charts.add(chart.json());
        }
        body.append("</div>\n");
        return this;
    }

    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        Files.writeString(file, html());
    }

    String html() {
        return read("page.html")
                .replace("{{title}}", escape(title))
                .replace("{{style}}", licence() + plotter("uPlot.min.css") + read("page.css"))
                .replace("{{body}}", body)
                // Within a script element nothing else could end it.
                .replace("{{charts}}", charts.toString().replace("</", "<\\/"))
                .replace("{{script}}", licence() + plotter("uPlot.iife.min.js") + read("page.js"));
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Goes wherever a copy of the plotter goes. */
    private static String licence() {
        return "/* uPlot\n" + uplot("LICENSE").replace("*/", "* /") + "*/\n";
    }

    private static String plotter(String name) {
        return uplot("dist/" + name);
    }

    private static String uplot(String name) {
        var properties = new Properties();
        try (InputStream in = Page.class.getResourceAsStream(UPLOT)) {
            if (in == null) throw new IllegalStateException("uPlot is missing");
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version");
        return read("/META-INF/resources/webjars/uplot/" + version + "/" + name) + "\n";
    }

    private static String read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("missing: " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
