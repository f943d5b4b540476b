package io.cardea.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs kept in {@code fuzz/corpus}: seeds, and what once went wrong.
 *
 * <p>A file is an input as it is, or, if its name ends in {@code .hex}, hexadecimal digits with
 * white space and comments from a {@code #} to the end of the line.
 */
public final class Corpus {
    private static final String HEX = ".hex";

    private Corpus() {}

    /** Writes the inputs of one folder into another, as Jazzer wants them. */
    public static void main(String[] args) throws IOException {
        Path to = Path.of(args[1]);
        Files.createDirectories(to);
        for (Path file : files(Path.of(args[0]))) {
            Files.write(to.resolve("seed-" + file.getFileName()), read(file));
        }
    }

    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static byte[] read(Path file) throws IOException {
        if (!file.toString().endsWith(HEX)) return Files.readAllBytes(file);
        StringBuilder digits = new StringBuilder();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int comment = line.indexOf('#');
            digits.append(comment < 0 ? line : line.substring(0, comment));
        }
        return HexFormat.of().parseHex(digits.toString().replaceAll("\\s", ""));
    }
}
