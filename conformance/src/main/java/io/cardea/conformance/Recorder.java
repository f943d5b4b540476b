package io.cardea.conformance;

import io.cardea.spi.Json;
import io.cardea.testkit.HeadlessPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what a server does into scenes: what is sent stays, what came is replaced. So the scenes
 * were made, with Janus 1.1.2; what they say was then read and judged by hand.
 *
 * <p>Arguments: files of scenes, rewritten in place.
 */
public final class Recorder {
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final List<String> REQUESTS =
            List.of(">", "offer", "answer", "publishes", "answers");
    private static final List<String> SILENT =
            List.of("+", "jsep", "sdp", "sends", "stops", "says", "listens", "gets", "sees");

    private Recorder() {}

    public static void main(String[] arguments) throws Exception {
        try (HeadlessPeers peers = HeadlessPeers.start(2)) {
            for (String file : arguments) {
                record(Path.of(file), peers);
            }
        }
    }

    private static void record(Path file, HeadlessPeers peers) throws Exception {
        List<String> out = new ArrayList<>();
        List<String> scene = new ArrayList<>();
        for (String line : Files.readString(file).lines().toList()) {
            if (line.startsWith("== ")) {
                flush(scene, file, peers, out);
                scene = new ArrayList<>();
            }
            scene.add(line);
        }
        flush(scene, file, peers, out);
        Files.writeString(file, String.join("\n", out).stripTrailing() + "\n");
    }

    private static void flush(List<String> lines, Path file, HeadlessPeers peers, List<String> out)
            throws Exception {
        if (lines.isEmpty()) return;
        List<Scene> parsed = Scene.read(String.join("\n", lines));
        boolean kept =
                parsed.isEmpty()
                        || !parsed.getFirst().isMeant()
                        || parsed.getFirst().tags().contains("fixed");
        if (kept) {
            out.addAll(lines);
            return;
        }
        try (Recording play = new Recording(parsed.getFirst(), file, peers)) {
            for (String line : lines) {
                if (line.isBlank() || line.startsWith("#") || line.startsWith("== ")) {
                    out.add(line);
                } else if (!Scene.isOutcome(line)) {
                    out.add(line);
                    play.step(Scene.Step.of(line), out);
                }
            }
        }
    }

    /** A playing that writes down what comes. */
    private static final class Recording extends Play {
        private final Path file;

        Recording(Scene scene, Path file, HeadlessPeers peers) {
            super(scene, peers);
            this.file = file;
        }

        void step(Scene.Step step, List<String> out) throws Exception {
            try {
                perform(step);
            } catch (Exception | AssertionError e) {
                out.add("# FAILED " + e);
                return;
            }
            settle(step, out);
            for (Map.Entry<String, Actor> each : actors.entrySet()) {
                write(each.getKey(), each.getValue(), out);
            }
        }

        /** Waits for the reply, and then for what else it may cause. */
        private void settle(Scene.Step step, List<String> out) throws Exception {
            if (SILENT.contains(step.what()) || step.who().startsWith("room")) return;
            if (REQUESTS.contains(step.what())) {
                Actor actor = actor(step.who());
                while (true) {
                    Optional<Json> next = actor.next(Duration.ofSeconds(3));
                    if (next.isEmpty()) break;
                    write(step.who(), actor, next.get(), out);
                    if (actor.isReply(next.get())) break;
                }
            }
            Thread.sleep(SETTLE);
        }

        private void write(String name, Actor actor, List<String> out) throws Exception {
            while (true) {
                Optional<Json> next = actor.next(Duration.ZERO);
                if (next.isEmpty()) break;
                write(name, actor, next.get(), out);
            }
            while (true) {
                Optional<Json> next = actor.nextOfCore(Duration.ZERO);
                if (next.isEmpty()) break;
                out.add(name + " ! " + Play.core(next.get()));
            }
        }

        private void write(String name, Actor actor, Json message, List<String> out) {
            String kind = Play.kind(actor, message);
            String line = name + " " + kind + " " + text(name, Play.data(message));
            boolean again = kind.equals("*") && out.contains(line) && line.contains("unpublished");
            out.add(again ? line.replaceFirst(" \\* ", " ? ") : line);
        }

        private String text(String name, Json data) {
            if (data.string("videoroom", "").equals("joined") && !known.containsKey(name)) {
                data.get("id").ifPresent(id -> known.put(name, id));
            }
            return holes(data, "").toString().replaceAll("\"hole:(\\w+)\"", "\\$$1");
        }

        private Json holes(Json value, String member) {
            if (value.isObject()) {
                Json copy = Json.object();
                value.members().forEach((key, each) -> copy.put(key, holes(each, key)));
                return copy;
            }
            if (value.isArray()) {
                return Json.arrayOf(value.elements().stream().map(e -> holes(e, member)).toList());
            }
            if (List.of("private_id", "stream_id", "local_rtcp_port", "audio-level-dBov-avg")
                    .contains(member)) {
                return Json.of("hole:_");
            }
            if (value.isString()) return Json.of(inserted(value.string()));
            if (!value.isInteger() || value.integer() < 1_000) return value;
            return known.entrySet().stream()
                    .filter(each -> each.getValue().equals(value))
                    .findFirst()
                    .map(each -> Json.of("hole:" + each.getKey()))
                    .orElse(value);
        }

        private String inserted(String text) {
            String result = text;
            for (Map.Entry<String, Json> each : known.entrySet()) {
                Json value = each.getValue();
                if (value.isInteger() && value.integer() > 9_999) {
                    result = result.replace(value.toString(), "${" + each.getKey() + "}");
                }
            }
            return result;
        }

        @Override
        void compare(String who, String name) throws IOException {
            Path folder = file.resolveSibling("sdp");
            Files.createDirectories(folder);
            String text = String.join("\n", description(who)) + "\n";
            Files.writeString(folder.resolve(name + ".sdp"), text);
        }
    }
}
