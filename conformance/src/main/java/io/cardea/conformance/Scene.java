package io.cardea.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A dialogue of several parties with one plugin, read from a text.
 *
 * <p>One step a line: who, what, and its argument. JSON has holes, see {@link Pattern}, and is
 * compared loosely.
 *
 * <pre>
 * room {...}               a fresh room with these settings; its id is $room. So for room2 …
 * alice +                  enters: a connection, a session, a handle
 * alice > {...}            sends a message with this body
 * alice offer NAME {...}   the same with a description from the files; answer NAME {...}
 * alice jsep {...}         goes into the next jsep
 * alice publishes LINES {...}  the same with an offer of her own: audio:0 video:1:vp8,vp9/profile-id=2 data:2;
 *                          perhaps with a direction (video:1@inactive), a stopped m-line (audio:0@x),
 *                          simulcast (video:1:vp8:h;m;l)
 * alice answers {...}      answers the offer that came last; behind it, @inactive … for all lines
 * alice = {...}            a synchronous answer comes; before or after the events it causes
 * alice &lt; {...}            an asynchronous one; with a jsep: &lt; answer {...}
 * alice * {...}            an event comes that no request has caused; with a jsep: * offer {...}
 * alice ? {...}            from now on such an event may come, once
 * alice ! {...}            an event of the core comes, without ids
 * alice janus {...}        a request to the core, with ids
 * alice sdp NAME           compares the description that came last with a file
 * alice up                 her PeerConnection is up
 * alice sends 0 audio:20   made-up media, of that level; 1 video
 * alice stops 0
 * alice hears 0 10         at least ten more packets on the first m-line
 * alice asked 1            a keyframe was asked for, of what she sends on the second m-line
 * alice sees 1 width=640   what she receives is like that: width, pt, level, delay=MIN-MAX
 * alice deaf 0             no more packets there
 * alice says LABEL text    on a data channel; alice reads LABEL text: that comes
 * alice hangs              closes her PeerConnection; vanishes: without a word; drops: her connection
 * u listens                a UDP port, $u; u gets {...}: an RTP packet comes like that
 * admin {...}              to the Admin API; admin = {...} its answer
 * quiet                    nothing comes for a while, to nobody
 * pause 500                milliseconds
 * </pre>
 *
 * <p>Of one publisher it may be said twice that it is unpublished, and to a handle that is detached
 * that it is hung up. In the end nothing else may have come that is not in the text. The first line
 * is {@code == name}, perhaps with tags in brackets: {@code newer} and {@code cardea} as in a
 * {@link Transcript}, {@code janus} for a fault that Cardea does not have.
 */
record Scene(String name, List<String> tags, List<Step> steps) {
    private static final java.util.regex.Pattern LINE =
            java.util.regex.Pattern.compile("(\\S+) ?(\\S*) ?(.*)");

    /** One line. */
    record Step(String who, String what, String argument) {
        static Step of(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) throw new IllegalArgumentException(line);
            String who = matcher.group(1);
            boolean alone = List.of("quiet", "pause", "admin").contains(who) || isRoom(who);
            if (alone && !matcher.group(2).equals("=")) {
                return new Step(who, "", line.substring(who.length()).strip());
            }
            return new Step(who, matcher.group(2), matcher.group(3));
        }

        private static boolean isRoom(String who) {
            return who.matches("room\\d*");
        }

        /** Whether something is awaited. */
        boolean isOutcome() {
            return List.of("=", "<", "*", "!", "?").contains(what);
        }

        @Override
        public String toString() {
            return (who + " " + what + " " + argument).strip().replace("  ", " ");
        }
    }

    /** All scenes of a file. */
    static List<Scene> read(String text) {
        List<Scene> scenes = new ArrayList<>();
        for (String part : text.split("(?m)^== ", -1)) {
            List<String> lines = part.lines().filter(l -> !l.isBlank()).toList();
            if (lines.isEmpty() || lines.getFirst().startsWith("#")) continue;
            scenes.add(of(lines));
        }
        return scenes;
    }

    private static Scene of(List<String> lines) {
        String title = lines.getFirst();
        int bracket = title.indexOf('[');
        List<String> tags =
                bracket < 0
                        ? List.of()
                        : List.of(title.substring(bracket + 1, title.length() - 1).split(" "));
        String name = bracket < 0 ? title : title.substring(0, bracket).strip();
        List<Step> steps =
                lines.stream().skip(1).filter(line -> !line.startsWith("#")).map(Step::of).toList();
        return new Scene(name, tags, steps);
    }

    /** Whether it is for the server under test. */
    boolean isMeant() {
        return Target.get().isCardea()
                ? !tags.contains("janus")
                : !tags.contains("newer") && !tags.contains("cardea");
    }

    /** Whether a line of its file says what comes. */
    static boolean isOutcome(String line) {
        return !line.startsWith("#") && Step.of(line).isOutcome();
    }
}
