package io.cardea.conformance;

import io.cardea.spi.Json;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dialogue with a server, read from a text and played.
 *
 * <p>One step a line; what is sent and awaited is JSON with holes, see {@link Pattern}:
 *
 * <pre>
 * > {...}          send over WebSocket; b> over a second connection (made when first used)
 * raw> text        send just that
 * &lt; {...}          the next message; b&lt; on the second connection
 * &lt;* {...}         one of the next messages: as many as there are such lines, in any order
 * &lt;? {...}         may come from here on, and is passed over: what a thread of Janus's may still say
 * quiet            nothing comes for a while; b quiet
 * close            the connection is closed; b close
 * http> /p {...}   POST, below the API's base path
 * http&lt; {...}      its answer
 * poll> /p         GET; poll&lt; {...} its answer, {"status":N} if that is not 200
 * admin> /p {...}  POST to the Admin API; admin&lt; {...} its answer
 * +session s       create a session called $s; b+session
 * +handle h s      attach a handle called $h of the EchoTest plugin to session $s
 * </pre>
 *
 * <p>The first line is {@code == name}, perhaps with a tag in brackets behind it: {@code newer} for
 * what Janus 1.1.2 does not have yet, {@code cardea} for what Cardea promises beyond Janus. Lines
 * that begin with {@code #} are comments.
 */
final class Transcript {
    /** Ignored where none is needed. */
    private static final String SECRET = "\"apisecret\":\"hush\"";

    private static final String ADMIN = "admin";
    private static final Duration QUIET = Duration.ofMillis(300);

    private final String name;
    private final List<String> tags;
    private final List<String> steps;

    private Transcript(String name, List<String> tags, List<String> steps) {
        this.name = name;
        this.tags = tags;
        this.steps = steps;
    }

    /** All dialogues of a file. */
    static List<Transcript> read(String text) {
        List<Transcript> transcripts = new ArrayList<>();
        for (String part : text.split("(?m)^== ", -1)) {
            List<String> lines = part.lines().filter(l -> !l.isBlank()).toList();
            if (lines.isEmpty() || lines.getFirst().startsWith("#")) continue;
            transcripts.add(of(lines));
        }
        return transcripts;
    }

    private static Transcript of(List<String> lines) {
        String title = lines.getFirst();
        int bracket = title.indexOf('[');
        List<String> tags =
                bracket < 0
                        ? List.of()
                        : List.of(title.substring(bracket + 1, title.length() - 1).split(" "));
        String name = bracket < 0 ? title : title.substring(0, bracket).strip();
        List<String> steps = lines.stream().skip(1).filter(line -> !line.startsWith("#")).toList();
        return new Transcript(name, tags, steps);
    }

    String name() {
        return name;
    }

    List<String> tags() {
        return tags;
    }

    void play() throws Exception {
        play(false);
    }

    /** With the Admin API over WebSockets. */
    void playOverWebSockets() throws Exception {
        play(true);
    }

    private void play(boolean adminOverWebSockets) throws Exception {
        try (Stage stage = new Stage(adminOverWebSockets)) {
            for (int i = 0; i < steps.size(); i++) {
                try {
                    stage.perform(steps.get(i), steps.subList(i + 1, steps.size()));
                } catch (IOException | AssertionError e) {
                    throw new AssertionError("at \"" + steps.get(i) + "\": " + e.getMessage(), e);
                }
            }
        }
    }

    /** Where one dialogue plays. */
    private static final class Stage implements AutoCloseable {
        private final Map<String, Json> known = new HashMap<>();
        private final Map<String, WsClient> connections = new HashMap<>();
        private final boolean adminOverWebSockets;
        private Optional<String> answer = Optional.empty();
        private final List<String> maybe = new ArrayList<>();
        private int unorderedLeft;

        Stage(boolean adminOverWebSockets) {
            this.adminOverWebSockets = adminOverWebSockets;
        }

        void perform(String step, List<String> rest) throws Exception {
            if (unorderedLeft > 0) {
                unorderedLeft--;
                return;
            }
            int space = step.indexOf(' ');
            String verb = space < 0 ? step : step.substring(0, space);
            String argument = space < 0 ? "" : step.substring(space + 1);
            switch (verb) {
                case ">" -> connection("a").send(Pattern.fill(argument, known));
                case "b>" -> connection("b").send(Pattern.fill(argument, known));
                case "raw>" -> connection("a").send(argument);
                case "<" -> expect(argument, receive());
                case "<?" -> maybe.add(argument);
                case "b<" -> expect(argument, connection("b").receive());
                case "<*" -> expectUnordered(step, rest);
                case "quiet" -> quiet("a");
                case "close" -> close("a");
                case "http>" -> answer = Optional.of(post(argument, false));
                case "admin>" -> answer = Optional.of(post(argument, true));
                case "poll>" -> answer = Optional.of(poll(Pattern.fill(argument, known)));
                case "http<", "admin<", "poll<" -> expect(argument, answer.orElseThrow());
                case "+session" -> session("a", argument);
                case "b+session" -> session("b", argument);
                case "+handle" -> handle(argument.split(" "));
                case "b" -> second(argument);
                default -> throw new IllegalArgumentException("no such step: " + step);
            }
        }

        private void second(String verb) throws IOException {
            switch (verb) {
                case "quiet" -> quiet("b");
                case "close" -> close("b");
                default -> throw new IllegalArgumentException("no such step: b " + verb);
            }
        }

        private WsClient connection(String name) throws IOException {
            WsClient existing = connections.get(name);
            if (existing != null) return existing;
            WsClient made = WsClient.connect();
            connections.put(name, made);
            return made;
        }

        private void expect(String pattern, String message) {
            List<String> faults = Pattern.compare(pattern, Json.parse(message), known);
            if (!faults.isEmpty()) throw new AssertionError(faults + " in " + message);
        }

        private void expectUnordered(String first, List<String> rest) throws IOException {
            List<String> patterns = new ArrayList<>();
            patterns.add(first.substring(3));
            for (String step : rest) {
                if (!step.startsWith("<* ")) break;
                patterns.add(step.substring(3));
            }
            unorderedLeft = patterns.size() - 1;
            while (!patterns.isEmpty()) {
                Json message = Json.parse(receive());
                Optional<String> match =
                        patterns.stream()
                                .filter(p ->
                                        Pattern.compare(p, message, new HashMap<>(known)).isEmpty())
                                .findFirst();
                if (match.isEmpty()) {
                    throw new AssertionError("got " + message + " but wanted one of " + patterns);
                }
                Pattern.compare(match.get(), message, known);
                patterns.remove(match.get());
            }
        }

        private String receive() throws IOException {
            String message = connection("a").receive();
            return mayCome(message) ? receive() : message;
        }

        /** Whether that was announced as possible; it then may not come again. */
        private boolean mayCome(String message) {
            Json json = Json.parse(message);
            return maybe.removeIf(p -> Pattern.compare(p, json, new HashMap<>(known)).isEmpty());
        }

        private void quiet(String name) throws IOException {
            Optional<String> message = connection(name).receive(QUIET);
            if (message.filter(this::mayCome).isPresent())
                message = connection(name).receive(QUIET);
            if (message.isPresent()) throw new AssertionError("unexpected " + message.get());
        }

        private void close(String name) throws IOException {
            connections.remove(name).close();
        }

        /** What a poll gets; without a body its status. */
        private static String poll(String path) throws Exception {
            HttpResponse<String> answer = Http.get(Http.janus(path));
            boolean told = answer.statusCode() == 200;
            return told ? answer.body() : "{\"status\":" + answer.statusCode() + "}";
        }

        private String post(String argument, boolean admin) throws Exception {
            int space = argument.indexOf(' ');
            String path = Pattern.fill(argument.substring(0, space), known);
            String body = Pattern.fill(argument.substring(space + 1), known);
            if (admin && adminOverWebSockets) return adminConnection().ask(body);
            path = path.equals("/") ? "" : path;
            return Http.post(admin ? Http.admin(path) : Http.janus(path), body).body();
        }

        private WsClient adminConnection() throws IOException {
            WsClient existing = connections.get(ADMIN);
            if (existing != null) return existing;
            WsClient made = WsClient.connect(Target.get().adminWs(), "janus-admin-protocol");
            connections.put(ADMIN, made);
            return made;
        }

        private void session(String connection, String name) throws IOException {
            String reply =
                    connection(connection)
                            .ask("{\"janus\":\"create\",\"transaction\":\"s\"," + SECRET + "}");
            expect(
                    "{\"janus\":\"success\",\"transaction\":\"s\",\"data\":{\"id\":$" + name + "}}",
                    reply);
        }

        private void handle(String[] names) throws IOException {
            String session = known.get(names[1]).toString();
            String reply =
                    connection("a")
                            .ask(
                                    "{\"janus\":\"attach\",\"transaction\":\"h\",\"session_id\":"
                                            + session
                                            + ",\"plugin\":\"janus.plugin.echotest\","
                                            + SECRET
                                            + "}");
            expect(
                    "{\"janus\":\"success\",\"session_id\":"
                            + session
                            + ",\"transaction\":\"h\",\"data\":{\"id\":$"
                            + names[0]
                            + "}}",
                    reply);
        }

        @Override
        public void close() throws EOFException, IOException {
            for (WsClient connection : connections.values()) {
                connection.close();
            }
        }
    }
}
