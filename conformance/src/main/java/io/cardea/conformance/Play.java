package io.cardea.conformance;

import io.cardea.rtc.sdp.Direction;
import io.cardea.spi.Json;
import io.cardea.testkit.HeadlessPeer;
import io.cardea.testkit.HeadlessPeers;
import io.cardea.testkit.MediaSource;
import io.cardea.testkit.Reception;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One playing of a {@link Scene}. */
class Play implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(250);
    private static final String PLUGIN = "janus.plugin.videoroom";

    private final Scene scene;
    private static final Json HUNG_UP =
            Json.object().put("janus", "hangup").put("reason", "Detach");

    private final HeadlessPeers peers;
    final Map<String, Json> known = new HashMap<>();
    final Map<String, Actor> actors = new LinkedHashMap<>();
    private final Map<String, UdpEar> ears = new HashMap<>();
    private final Map<String, Json> jseps = new HashMap<>();
    String adminAnswer = "";

    Play(Scene scene, HeadlessPeers peers) {
        this.scene = scene;
        this.peers = peers;
    }

    void run() throws Exception {
        for (Scene.Step step : scene.steps()) {
            try {
                perform(step);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("at \"" + step + "\": " + e.getMessage(), e);
            }
        }
        nothingLeft(Duration.ZERO);
    }

    void perform(Scene.Step step) throws Exception {
        if (step.isOutcome() && !step.what().equals("?")) {
            expect(step);
        } else {
            act(step);
        }
    }

    private void act(Scene.Step step) throws Exception {
        String who = step.who();
        switch (who) {
            case "quiet" -> nothingLeft(QUIET);
            case "pause" -> Thread.sleep(Long.parseLong(step.argument()));
            case "admin" -> adminAnswer = admin(step.argument());
            default -> {
                if (step.what().isEmpty()) {
                    createRoom(who, step.argument());
                } else {
                    act(who, step.what(), step.argument());
                }
            }
        }
    }

    private void act(String who, String what, String argument) throws Exception {
        String[] words = argument.split(" ", 2);
        switch (what) {
            case "+" -> actors.put(who, Actor.enter(peers, argument.isEmpty() ? PLUGIN : argument));
            case ">" -> actor(who).request(json(argument));
            case "jsep" -> jseps.put(who, json(argument));
            case "offer", "answer" -> {
                String sdp = Resources.sdp(words[0]);
                actor(who).request(json(words[1]), what, sdp, jsep(who));
            }
            case "publishes" -> publish(who, argument);
            case "answers" -> answer(who, argument);
            case "janus" -> {
                Json reply = actor(who).janus(fill(argument));
                if (!reply.string("janus", "").equals("success")) {
                    throw new AssertionError(reply.toString());
                }
            }
            case "sdp" -> compare(who, argument);
            case "drops" -> actors.remove(who).close();
            case "listens" -> listen(who);
            case "gets" -> ear(who).expect(argument, known);
            default -> media(actor(who), what, words);
        }
    }

    private void media(Actor actor, String what, String[] words) throws Exception {
        switch (what) {
            case "up" -> actor.up();
            case "hangs" -> actor.hangUp();
            case "vanishes" -> actor.vanish();
            case "sends" -> actor.peer().send(line(words), source(words[1]));
            case "stops" -> actor.peer().stop(line(words));
            case "hears" -> hear(actor.peer(), line(words), Integer.parseInt(words[1]));
            case "deaf" -> deaf(actor.peer(), line(words));
            case "says" -> actor.peer().sendData(words[0], words[1]);
            case "reads" -> read(actor.peer(), new Reception.Message(words[0], false, words[1]));
            case "asked" -> actor.awaitKeyframeRequest(line(words));
            case "?" -> actor.tolerate(json(String.join(" ", words)).toString());
            case "sees" -> see(actor.peer(), line(words), words[1]);
            default -> throw new IllegalArgumentException("no such step: " + what);
        }
    }

    private static int line(String[] words) {
        return Integer.parseInt(words[0]);
    }

    Actor actor(String name) {
        return Optional.ofNullable(actors.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
    }

    private String fill(String text) {
        return Pattern.fill(text, known);
    }

    private Json json(String text) {
        return Json.parse(fill(text));
    }

    private Json jsep(String who) {
        Json more = jseps.remove(who);
        return more == null ? Json.object() : more;
    }

    private void createRoom(String name, String settings) throws Exception {
        Json body = settings.isEmpty() ? Json.object() : json(settings);
        body.put("request", "create");
        try (Actor founder = Actor.enter(peers, PLUGIN)) {
            founder.request(body);
            Json reply = data(founder.nextSynchronous(Actor.PATIENCE).orElseThrow());
            Json room = reply.get("room").orElseThrow(() -> new AssertionError(reply.toString()));
            known.put(name, room);
        }
    }

    // ---- Outcomes ----

    private void expect(Scene.Step step) throws Exception {
        if (step.who().equals("admin")) {
            check(step.argument(), Json.parse(adminAnswer));
            return;
        }
        Actor actor = actor(step.who());
        if (step.what().equals("!")) {
            Json event = nextOfCore(actor);
            boolean detached = step.argument().contains("\"detached\"");
            if (detached && event.equals(HUNG_UP)) event = nextOfCore(actor);
            check(step.argument(), event);
            return;
        }
        Optional<Json> came =
                step.what().equals("=")
                        ? actor.nextSynchronous(Actor.PATIENCE)
                        : actor.next(Actor.PATIENCE);
        Json message = came.orElseThrow(() -> new AssertionError("nothing came"));
        String wanted = step.what() + " " + step.argument();
        String got = kind(actor, message);
        String kind = wanted.substring(0, wanted.indexOf('{')).strip();
        if (!kind.equals(got)) throw new AssertionError("but came " + got + " " + data(message));
        check(wanted.substring(wanted.indexOf('{')), data(message));
    }

    private static Json nextOfCore(Actor actor) throws InterruptedException {
        Optional<Json> event = actor.nextOfCore(Actor.PATIENCE);
        return core(event.orElseThrow(() -> new AssertionError("nothing came")));
    }

    private void check(String pattern, Json actual) {
        List<String> faults = Pattern.compareLoosely(pattern, actual, known);
        if (!faults.isEmpty()) throw new AssertionError(faults + " in " + actual);
    }

    /** What a message is, as its line in a scene begins. */
    static String kind(Actor actor, Json message) {
        String word = message.string("janus", "");
        String sign = actor.isReply(message) ? (word.equals("event") ? "<" : "=") : "*";
        if (!actor.isReply(message) && message.has("transaction")) sign = "<";
        return sign + message.get("jsep").map(Play::kind).orElse("");
    }

    private static String kind(Json jsep) {
        return " " + jsep.string("type", "") + (jsep.bool("e2ee", false) ? "+e2ee" : "");
    }

    /** The plugin's part of a message, or its error. */
    static Json data(Json message) {
        return message.get("plugindata")
                .flatMap(plugin -> plugin.get("data"))
                .or(() -> message.get("error"))
                .orElse(message);
    }

    /** A message of the core without its ids. */
    static Json core(Json message) {
        Json stripped = Json.object();
        message.members()
                .forEach((name, value) -> {
                    if (!List.of("session_id", "sender", "transaction").contains(name)) {
                        stripped.put(name, value);
                    }
                });
        return stripped;
    }

    private void nothingLeft(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Map.Entry<String, Actor> each : actors.entrySet()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Json> message = each.getValue().next(left);
            if (message.isPresent()) {
                throw new AssertionError(each.getKey() + " also got " + message.get());
            }
            Optional<Json> answer = each.getValue().nextSynchronous(Duration.ZERO);
            if (answer.isPresent()) {
                throw new AssertionError(each.getKey() + " also got " + answer.get());
            }
        }
    }

    // ---- PeerConnections ----

    private void publish(String who, String argument) throws Exception {
        int brace = argument.indexOf('{');
        List<String> lines = List.of(argument.substring(0, brace).strip().split(" "));
        Actor actor = actor(who);
        String offer = actor.peer().offer(lines.stream().map(Lines::parse).toList());
        actor.request(json(argument.substring(brace)), "offer", offer, jsep(who));
    }

    private void answer(String who, String argument) throws Exception {
        String body = argument.substring(0, argument.lastIndexOf('}') + 1);
        String direction = argument.substring(body.length()).strip();
        Actor actor = actor(who);
        Direction wanted =
                direction.isEmpty()
                        ? Direction.RECVONLY
                        : Direction.of(direction.substring(1)).orElseThrow();
        String answer = actor.peer().answer(actor.lastSdp(), HeadlessPeer.choice(wanted));
        actor.request(json(body), "answer", answer, jsep(who));
    }

    private static MediaSource source(String text) {
        return text.startsWith("audio:")
                ? MediaSource.audio(Integer.parseInt(text.substring(6)))
                : MediaSource.video();
    }

    private static void hear(HeadlessPeer peer, int line, int packets) throws Exception {
        Actor.soon(peer.whenReceived(line, packets));
    }

    /** What was on its way may still come; after that nothing. */
    private static void deaf(HeadlessPeer peer, int line) throws Exception {
        Thread.sleep(100);
        long before = peer.reception().line(line).packets();
        Thread.sleep(200);
        long after = peer.reception().line(line).packets();
        if (after != before) throw new AssertionError(after - before + " packets came");
    }

    private static void read(HeadlessPeer peer, Reception.Message message) throws Exception {
        try {
            Actor.soon(peer.when(all -> all.messages().contains(message)));
        } catch (AssertionError e) {
            throw new AssertionError("only " + peer.reception().messages(), e);
        }
    }

    /** {@code width=640}, {@code pt=96}, {@code level=20}, {@code delay=1-2}. */
    private static void see(HeadlessPeer peer, int index, String wanted) throws Exception {
        String[] parts = wanted.split("=", 2);
        Actor.soon(
                peer.when(all -> {
                    Reception.Line line = all.line(index);
                    String delay = line.playoutDelayMin() + "-" + line.playoutDelayMax();
                    return switch (parts[0]) {
                        case "width" -> parts[1].equals("" + line.width());
                        case "pt" -> parts[1].equals("" + line.payloadType());
                        case "level" -> parts[1].equals("" + line.audioLevel());
                        case "delay" -> parts[1].equals(delay);
                        default -> throw new IllegalArgumentException(wanted);
                    };
                }));
    }

    void compare(String who, String name) throws IOException {
        List<String> wanted = Resources.text("/videoroom/sdp/" + name + ".sdp").lines().toList();
        Answers.assertSame(wanted, description(who));
    }

    /** The description that came last, comparable. */
    List<String> description(String who) {
        Actor actor = actor(who);
        return Answers.ofRoom(actor.lastSdp(), actor.lastSdpType(), known);
    }

    // ---- Others ----

    private void listen(String name) throws IOException {
        UdpEar ear = UdpEar.open();
        ears.put(name, ear);
        known.put(name, Json.of(ear.port()));
    }

    private UdpEar ear(String name) {
        return Optional.ofNullable(ears.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no port is called " + name));
    }

    private String admin(String body) throws Exception {
        Json request = json(body).put("admin_secret", "tattle").put("transaction", "t");
        return Http.post(Http.admin(""), request.toString()).body();
    }

    @Override
    public void close() throws IOException {
        for (Actor actor : new ArrayList<>(actors.values())) {
            actor.close();
        }
        for (UdpEar ear : ears.values()) {
            ear.close();
        }
    }

    /** The m-lines of an offer as scenes write them. */
    static final class Lines {
        private Lines() {}

        static io.cardea.testkit.OfferedLine parse(String text) {
            String[] halves = text.split("@", 2);
            String[] parts = halves[0].split(":", 4);
            boolean usual = parts.length < 3 || parts[2].isEmpty();
            String[] codecs = usual ? new String[0] : parts[2].replace('/', ':').split(",");
            var line =
                    switch (parts[0].toLowerCase(Locale.ROOT)) {
                        case "audio" -> io.cardea.testkit.OfferedLine.audio(parts[1], codecs);
                        case "video" -> io.cardea.testkit.OfferedLine.video(parts[1], codecs);
                        default -> io.cardea.testkit.OfferedLine.data(parts[1]);
                    };
            if (parts.length > 3) line = line.simulcast(parts[3].split(";"));
            if (halves.length == 1) return line;
            return halves[1].equals("x")
                    ? line.stopped()
                    : line.with(Direction.of(halves[1]).orElseThrow());
        }
    }
}
