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
        private final boolean shared;

        Recording(Scene scene, Path file, HeadlessPeers peers) {
            super(scene, peers);
            this.file = file;
            // elsewhere all rooms are known beforehand
            this.shared =
                    known.isEmpty() && !file.endsWith("sample.txt") && !file.endsWith("locked.txt");
        }

        void step(Scene.Step step, List<String> out) throws Exception {
            try {
                perform(step);
            } catch (java.net.SocketException e) {
                throw new IllegalStateException("the server is gone, at " + step, e);
            } catch (Exception | AssertionError e) {
                out.add("# FAILED " + e);
                return;
            }
            if (step.who().equals("admin")) {
                out.add("admin = " + holes(Json.parse(adminAnswer), ""));
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
                for (int tries = 0; tries < 300; tries++) {
                    Optional<Json> answer = actor.nextSynchronous(Duration.ofMillis(5));
                    if (answer.isPresent()) write(step.who(), actor, answer.get(), out);
                    if (answer.isPresent()) break;
                    Optional<Json> next = actor.next(Duration.ofMillis(5));
                    if (next.isPresent()) write(step.who(), actor, next.get(), out);
                    if (next.isPresent() && actor.isReply(next.get())) break;
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
            if (data.string("videoroom", "").equals("created")) {
                String free = known.containsKey("created") ? "created" + known.size() : "created";
                data.get("room").ifPresent(id -> known.putIfAbsent(free, id));
            }
            data.get("forwarders").ifPresent(this::bindStreams);
            if (data.has("rtcp_port")) {
                known.putIfAbsent("port", data.get("port").orElse(Json.NULL));
                known.putIfAbsent("rtcp", data.get("rtcp_port").orElse(Json.NULL));
            }
            if (!data.string("videoroom", "").equals("event")) {
                data.get("private_id").ifPresent(id -> known.putIfAbsent("private", id));
            }
            for (String list : List.of("participants", "publishers")) {
                data.get(list).ifPresent(this::bindDummy);
            }
            return holes(data, "").toString().replaceAll("\"hole:(\\w+)\"", "\\$$1");
        }

        private void bindStreams(Json forwarders) {
            for (Json each : forwarders.elements()) {
                String name =
                        "stream"
                                + (1
                                        + known.keySet().stream()
                                                .filter(n -> n.startsWith("stream"))
                                                .count());
                each.get("stream_id")
                        .filter(id -> !known.containsValue(id))
                        .ifPresent(id -> known.put(name, id));
            }
        }

        private void bindDummy(Json participants) {
            for (Json each : participants.elements()) {
                boolean dummy = each.isObject() && each.bool("dummy", false);
                if (dummy) each.get("id").ifPresent(id -> known.putIfAbsent("dummy", id));
            }
        }

        /** Of all the rooms there are, those of the scene. */
        private Json own(Json rooms) {
            Json own = Json.array();
            rooms.elements().stream()
                    .filter(each -> known.containsValue(each.get("room").orElse(Json.NULL)))
                    .forEach(each -> own.add(holes(each, "list")));
            return own.add("...");
        }

        private Json holes(Json value, String member) {
            if (value.isObject()) {
                Json copy = Json.object();
                value.members().forEach((key, each) -> copy.put(key, holes(each, key)));
                return copy;
            }
            boolean rooms =
                    shared
                            && member.equals("list")
                            && value.isArray()
                            && !value.elements().isEmpty()
                            && value.elements().stream().allMatch(each -> each.has("room"));
            if (rooms) return own(value);
            if (value.isArray()) {
                return Json.arrayOf(value.elements().stream().map(e -> holes(e, member)).toList());
            }
            Optional<Json> hole = hole(value, member);
            if (hole.isPresent()) return hole.get();
            if (value.isString()) return Json.of(inserted(value.string()));
            return value;
        }

        private static final List<String> RANDOM =
                List.of("private_id", "stream_id", "local_rtcp_port", "audio-level-dBov-avg");

        private Optional<Json> hole(Json value, String member) {
            boolean telling = value.isInteger() && value.integer() >= 1_000;
            Optional<Json> name =
                    known.entrySet().stream()
                            .filter(each -> telling && each.getValue().equals(value))
                            .findFirst()
                            .map(each -> Json.of("hole:" + each.getKey()));
            return name.or(() ->
                    RANDOM.contains(member) ? Optional.of(Json.of("hole:_")) : Optional.empty());
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
