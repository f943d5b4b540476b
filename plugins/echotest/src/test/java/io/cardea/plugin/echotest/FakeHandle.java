package io.cardea.plugin.echotest;

import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.AnswerOptions.OfferedMedia;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.OfferOptions;
import io.cardea.spi.PeerConnection;
import io.cardea.spi.Sink;
import io.cardea.spi.Track;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** A handle whose PeerConnection notes what is asked of it. */
final class FakeHandle implements Handle, PeerConnection {
    /** Everything the plugin did, in order. */
    final List<String> log = new ArrayList<>();

    final List<FakeLine> lines = new ArrayList<>();
    final List<Choice> choices = new ArrayList<>();
    final List<FakeLink> links = new ArrayList<>();
    List<OfferedMedia> offered = List.of();
    boolean badOffer;

    void line(String kind, String mid, String codec) {
        lines.add(new FakeLine(lines.size(), mid, kind, codec));
    }

    @Override
    public long id() {
        return 0xAB;
    }

    @Override
    public long sessionId() {
        return 7;
    }

    @Override
    public Optional<String> opaqueId() {
        return Optional.empty();
    }

    @Override
    public void push(Event event) {
        log.add("push " + event.data());
    }

    @Override
    public PeerConnection peerConnection() {
        return this;
    }

    @Override
    public void closePeerConnection() {
        log.add("close");
    }

    @Override
    public void end() {
        log.add("end");
    }

    @Override
    public void notifyEvent(Json data) {
        log.add("notify " + data);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Jsep answer(Jsep offer, AnswerOptions options) {
        if (badOffer) throw new NegotiationException("bad");
        offered.forEach(media -> choices.add(options.choices().apply(media)));
        log.add("answer");
        boolean e2ee = offer.endToEndEncrypted();
        return new Jsep("answer", "v=0", false, e2ee, Json.array(), Json.array());
    }

    @Override
    public Jsep offer(OfferOptions options) {
        throw new AssertionError("the echo never offers");
    }

    @Override
    public void accept(Jsep answer) {
        throw new AssertionError("the echo never offers");
    }

    @Override
    public List<MediaLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void limitBitrate(long bitsPerSecond) {
        log.add("limit " + bitsPerSecond);
    }

    @Override
    public long peerBitrate() {
        return 123;
    }

    @Override
    public void requestKeyframes() {
        log.add("keyframe");
    }

    @Override
    public DataSource data() {
        throw new AssertionError("no data");
    }

    @Override
    public DataSink dataSink(String label, String protocol) {
        throw new AssertionError("no data");
    }

    @Override
    public void adaptive(boolean on) {}

    @Override
    public long bandwidth() {
        return 0;
    }

    @Override
    public void sendData(String label, String protocol, boolean binary, byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        log.add("data " + label + " " + protocol + " " + binary + " " + text);
    }

    /** An m-line that is its own track. */
    final class FakeLine implements MediaLine, Track {
        private final int index;
        private final String mid;
        private final String kind;
        private final String codec;
        boolean enabled = true;

        FakeLine(int index, String mid, String kind, String codec) {
            this.index = index;
            this.mid = mid;
            this.kind = kind;
            this.codec = codec;
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
            return true;
        }

        @Override
        public boolean sending() {
            return true;
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
            return Map.of();
        }

        @Override
        public Optional<Track> track() {
            return kind.equals("data") ? Optional.empty() : Optional.of(this);
        }

        @Override
        public void playoutDelay(int min, int max) {
            if (min >= 0) log.add("delay " + mid + " " + min + " " + max);
        }

        @Override
        public boolean isSimulcast() {
            return false;
        }

        @Override
        public Link connect(Sink sink, LinkOptions options, LinkListener listener) {
            String to = sink instanceof FakeLine line ? line.mid : "file";
            log.add("connect " + mid + " " + to + (options.svc() ? " svc" : ""));
            FakeLink link = new FakeLink(mid + " " + to, options, listener);
            links.add(link);
            return link;
        }

        @Override
        public void hold(boolean on) {}

        @Override
        public AutoCloseable meterLevel(int packets, DoubleConsumer listener) {
            throw new AssertionError("the echo measures nothing");
        }

        @Override
        public void requestKeyframe() {
            log.add("keyframe " + mid);
        }
    }

    final class FakeLink implements Link {
        private final String name;
        final LinkListener listener;
        boolean active;
        Layers layers = Layers.NONE;

        FakeLink(String name, LinkOptions options, LinkListener listener) {
            this.name = name;
            this.listener = listener;
            this.active = options.active();
        }

        @Override
        public void active(boolean on) {
            active = on;
        }

        @Override
        public void simulcastTarget(int substream, int temporal) {
            log.add("simulcast " + substream + " " + temporal);
        }

        @Override
        public void svcTarget(int spatialLayer, int temporalLayer) {
            log.add("svc " + spatialLayer + " " + temporalLayer);
        }

        @Override
        public void fallback(int micros) {
            if (micros > 0) log.add("fallback " + micros);
        }

        @Override
        public Layers layers() {
            return layers;
        }

        @Override
        public void close() {
            log.add("unlink " + name);
        }
    }
}
