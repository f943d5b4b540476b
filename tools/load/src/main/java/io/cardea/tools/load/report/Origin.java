package io.cardea.tools.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Where and how it was measured.
 *
 * @param command the arguments, for a reader to repeat it; secrets are left out
 * @param note what else a reader should know
 */
public record Origin(List<String> command, String note) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final List<String> SECRETS =
            List.of("--api-secret", "--admin-secret", "--token");

    public Origin {
        command = List.copyOf(command);
    }

    Table table() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        int cores = Runtime.getRuntime().availableProcessors();
        String java = System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
        DateTimeFormatter form = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss xxx");
        List<List<String>> rows = new ArrayList<>();
        if (!note.isEmpty()) rows.add(List.of("Note", note));
        rows.add(List.of("When", ZonedDateTime.now().format(form)));
        rows.add(List.of("Machine", cores + " × " + processor() + ", " + system));
        rows.add(List.of("Generator", java));
        rows.add(List.of("Command", "cardea load " + String.join(" ", masked(command))));
        return new Table("How it was measured", List.of("", ""), rows);
    }

    private static String processor() {
        try {
            if (!Files.isReadable(PROCESSORS)) return System.getProperty("os.arch");
            return Files.readString(PROCESSORS)
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    static List<String> masked(List<String> command) {
        List<String> masked = new ArrayList<>();
        boolean secret = false;
        for (String each : command) {
            String name = each.replaceFirst("=.*", "");
            if (secret) {
                masked.add("…");
            } else if (SECRETS.contains(name) && each.contains("=")) {
                masked.add(name + "=…");
            } else {
                masked.add(each.contains(" ") ? "'" + each + "'" : each);
            }
            secret = SECRETS.contains(each);
        }
        return masked;
    }
}
