package io.cardea.plugin.videoroom;

import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.AnswerOptions.OfferedMedia;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.OfferOptions;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Track;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PeerConnection that notes what is asked of it.
 *
 * <p>Its descriptions are lines of {@code kind mid codecs direction [codec=fmtp …]}, such as {@code
 * video 1 vp8,vp9 sendonly vp9=profile-id=2}; the codecs of data are {@code none}. The text {@code
 * bad} can't be answered. What we offer becomes m-lines with an answer, in which lines of {@code
 * inactive mid} refuse.
 */
final class FakePeer implements PeerConnection {
    final List<Choice> choices = new CopyOnWriteArrayList<>();
    final List<OfferOptions> offers = new CopyOnWriteArrayList<>();
    final List<Jsep> accepted = new CopyOnWriteArrayList<>();
    final FakeData data = new FakeData();
    final AtomicInteger keyframes = new AtomicInteger();
    volatile List<Line> lines = List.of();
    volatile String sessionName = "";
    volatile long limitBps = -1;
    volatile long bandwidthBps;
    volatile boolean adaptive;

    private volatile Optional<OfferOptions> offered = Optional.empty();
    private final Executor lane;

    FakePeer(Executor lane) {
        this.lane = lane;
    }

    void clear() {
        lines = List.of();
        offered = Optional.empty();
    }

    Line at(int index) {
        return lines.get(index);
    }

    FakeTrack track(int index) {
        return at(index).track.orElseThrow();
    }

    @Override
    public Jsep answer(Jsep offer, AnswerOptions options) {
        if (offer.sdp().equals("bad")) throw new NegotiationException("bad");
        sessionName = options.sessionName();
        List<Line> next = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (OfferedMedia media : parse(offer.sdp())) {
            Choice choice = options.choices().apply(media);
            choices.add(choice);
            Line line = new Line(this, media, choice, isSimulcast(offer, media.index()));
            next.add(line);
            texts.add(line.text());
        }
        lines = List.copyOf(next);
        return new Jsep(
                "answer",
                String.join("\n", texts),
                false,
                offer.endToEndEncrypted(),
                Json.array(),
                Json.array());
    }

    private static boolean isSimulcast(Jsep offer, int index) {
        return offer.simulcast().elements().stream()
                .anyMatch(item -> item.integer("mindex", -1) == index);
    }

    static List<OfferedMedia> parse(String sdp) {
        List<OfferedMedia> all = new ArrayList<>();
        for (String line : sdp.split("\n", -1)) {
            if (line.isBlank()) continue;
            String[] words = line.trim().split(" +", -1);
            Map<String, List<String>> fmtps = new HashMap<>();
            for (int i = 4; i < words.length; i++) {
                String[] pair = words[i].split("=", 2);
                fmtps.computeIfAbsent(pair[0], _ -> new ArrayList<>()).add(pair[1]);
            }
            all.add(
                    new OfferedMedia(
                            all.size(),
                            words[1].equals("-") ? "" : words[1],
                            words[0],
                            words[3],
                            words[2].equals("none") ? List.of() : List.of(words[2].split(",")),
                            fmtps));
        }
        return all;
    }

    @Override
    public Jsep offer(OfferOptions options) {
        offers.add(options);
        offered = Optional.of(options);
        return new Jsep(
                "offer",
                "offer " + offers.size(),
                offers.size() > 1,
                options.endToEndEncrypted(),
                Json.array(),
                Json.array());
    }

    @Override
    public void accept(Jsep answer) {
        accepted.add(answer);
        OfferOptions agreed =
                offered.orElseThrow(() -> new NegotiationException("there is no PeerConnection"));
        List<Line> next = new ArrayList<>();
        for (OfferOptions.Media media : agreed.media()) {
            boolean refused = answer.sdp().lines().anyMatch(("inactive " + media.mid())::equals);
            next.add(new Line(next.size(), media, refused ? "inactive" : media.direction()));
        }
        lines = List.copyOf(next);
    }

    @Override
    public List<MediaLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void limitBitrate(long bitsPerSecond) {
        limitBps = bitsPerSecond;
    }

    @Override
    public long peerBitrate() {
        return 0;
    }

    @Override
    public void requestKeyframes() {
        keyframes.incrementAndGet();
    }

    @Override
    public DataSource data() {
        return data;
    }

    @Override
    public DataSink dataSink(String label, String protocol) {
        return new FakeData.Channel(label, protocol);
    }

    @Override
    public void adaptive(boolean on) {
        adaptive = on;
    }

    @Override
    public long bandwidth() {
        return bandwidthBps;
    }

    @Override
    public void sendData(String label, String protocol, boolean binary, byte[] message) {}

    /** An m-line. */
    static final class Line implements MediaLine {
        final Optional<FakeTrack> track;
        volatile int minDelay = -1;
        volatile int maxDelay = -1;

        private final int index;
        private final String mid;
        private final String kind;
        private final String codec;
        private final String direction;
        private final boolean enabled;
        private final Map<Integer, String> extensions = new HashMap<>();

        /** Of an answer; the track of the same m-line before stays. */
        Line(FakePeer peer, OfferedMedia media, Choice choice, boolean simulcast) {
            index = media.index();
            mid = media.mid().isEmpty() ? Integer.toString(index) : media.mid();
            kind = media.kind();
            codec =
                    choice.codecs().stream()
                            .filter(media.codecs()::contains)
                            .findFirst()
                            .orElse(media.codecs().isEmpty() ? "none" : media.codecs().getFirst());
            direction = choice.direction();
            enabled = choice.accept();
            for (String uri : choice.extensions()) extensions.put(extensions.size() + 1, uri);
            Optional<FakeTrack> before =
                    index < peer.lines.size() ? peer.lines.get(index).track : Optional.empty();
            track =
                    kind.equals("data")
                            ? Optional.empty()
                            : before.or(() ->
                                    Optional.of(new FakeTrack(peer.lane, kind, codec, simulcast)));
        }

        /** Of an offer. */
        Line(int index, OfferOptions.Media media, String direction) {
            this.index = index;
            mid = media.mid().isEmpty() ? Integer.toString(index) : media.mid();
            kind = media.kind();
            codec = media.codec();
            this.direction = direction;
            enabled = media.enabled();
            media.extensions().forEach((uri, id) -> extensions.put(id, uri));
            track = Optional.empty();
        }

        String text() {
            return String.join(" ", kind, mid, codec, direction);
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public String mid() {
            return mid;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public boolean enabled() {
            return enabled;
        }

        @Override
        public boolean receiving() {
            return enabled && (direction.equals("recvonly") || direction.equals("sendrecv"));
        }

        @Override
        public boolean sending() {
            return enabled && (direction.equals("sendonly") || direction.equals("sendrecv"));
        }

        @Override
        public String codec() {
            return codec;
        }

        @Override
        public String fmtp() {
            return "";
        }

        @Override
        public int redPayloadType() {
            return -1;
        }

        @Override
        public Map<Integer, String> extensions() {
            return extensions;
        }

        @Override
        public Optional<Track> track() {
            return track.map(t -> t);
        }

        @Override
        public void playoutDelay(int min, int max) {
            minDelay = min;
            maxDelay = max;
        }
    }
}
