package io.cardea.tools.load.report;

import java.util.ArrayList;
import java.util.List;

/** A table, for terminals and pages. The first column is words, the others are numbers. */
public record Table(String title, List<String> head, List<List<String>> rows) {
    public Table {
        head = List.copyOf(head);
        rows = List.copyOf(rows);
    }

    /** In aligned columns. */
    public String text() {
        var widths = new int[head.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.add(0, head);
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        all.forEach(row -> text.append(line(row, widths)).append(System.lineSeparator()));
        return text.toString();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String gap = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + gap : "  " + gap + row.get(i));
        }
        return line.toString().stripTrailing();
    }

    String html() {
        return html("wide");
    }

    /** With a style of the page's. */
    String html(String style) {
        var html = new StringBuilder();
        if (!title.isEmpty()) html.append("<h2>").append(Page.escape(title)).append("</h2>\n");
        html.append("<div class=\"").append(style).append("\"><table>\n<thead>");
        cells(html, head, "th");
        html.append("</thead>\n<tbody>\n");
        rows.forEach(row -> cells(html, row, "td"));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static void cells(StringBuilder html, List<String> row, String tag) {
        html.append("<tr>");
        for (String cell : row) {
            html.append('<').append(tag).append('>').append(Page.escape(cell));
            html.append("</").append(tag).append('>');
        }
        html.append("</tr>\n");
    }
}
