package io.cardea.tools.load;

import io.cardea.tools.load.report.JsonLines;
import io.cardea.tools.load.report.Origin;
import io.cardea.tools.load.report.Page;
import io.cardea.tools.load.report.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that say where reports go, and what they share. */
public final class ReportOptions {
    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "writes a page with tables and plots")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "writes an object a line")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--note", paramLabel = "TEXT", description = "a remark for the page")
    private String note = "";

    /** Where JSON lines go; to be closed. */
    JsonLines lines() throws LoadException {
        try {
            return json.isPresent() ? JsonLines.to(json.get()) : JsonLines.none();
        } catch (IOException e) {
            throw new LoadException("cannot write " + json.get() + ": " + e.getMessage(), e);
        }
    }

    static Progress progress(PrintWriter out) {
        return new Progress(out, System.console() != null && System.console().isTerminal());
    }

    /** Writes the page, if it is wanted. */
    void write(Page page) throws LoadException {
        if (html.isEmpty()) return;
        try {
            page.write(html.get());
        } catch (IOException e) {
            throw new LoadException("cannot write " + html.get() + ": " + e.getMessage(), e);
        }
    }

    /** What was typed after {@code cardea load}, and the note. */
    Origin origin(CommandSpec spec) {
        return new Origin(spec.root().commandLine().getParseResult().originalArgs(), note);
    }
}
