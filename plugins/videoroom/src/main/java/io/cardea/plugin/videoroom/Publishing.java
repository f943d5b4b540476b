package io.cardea.plugin.videoroom;

import io.cardea.spi.DataSource;
import io.cardea.spi.Event;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.NegotiationException;
import io.cardea.spi.PeerConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns a publisher's offers into answers and streams. On the publisher's lane. */
final class Publishing {
    private final PeerConnection peer;
    private final Publisher publisher;
    private final Room room;

    Publishing(PeerConnection peer, Publisher publisher) {
        this.peer = peer;
        this.publisher = publisher;
        this.room = publisher.room();
    }

    /**
     * Answers an offer.
     *
     * @param reply completed with what was agreed on
     * @throws RoomError if the offer is refused
     */
    Event answer(Configuration wish, Jsep offer, Json reply) {
        boolean fresh = publisher.streams().isEmpty();
        room.reserve(publisher);
        try {
            checkEncryption(offer);
            Jsep answer = agree(wish, offer);
            Events.ownCodecs(publisher, reply)
                    .put("streams", Events.streams(publisher, StreamView.OWN));
            return Event.of(reply, answer);
        } catch (RoomError e) {
            if (fresh) room.release(publisher);
            throw e;
        }
    }

    private void checkEncryption(Jsep offer) {
        boolean encrypted = offer.endToEndEncrypted() || publisher.isEndToEndEncrypted();
        if (room.settings().entry().requireE2ee() && !encrypted) {
            throw RoomError.unauthorized("Room requires end-to-end encrypted media");
        }
        publisher.endToEndEncrypted(encrypted);
    }

    private Jsep agree(Configuration wish, Jsep offer) {
        PublisherAnswer choices =
                new PublisherAnswer(publisher, wish.audioCodec(), wish.videoCodec());
        Jsep answer;
        try {
            answer = peer.answer(offer, choices.options());
        } catch (NegotiationException e) {
            throw new RoomError(RoomError.INVALID_SDP, "Error parsing offer: " + e.getMessage());
        }
        if (choices.plan().isEmpty()) {
            throw new RoomError(RoomError.INVALID_SDP, "Can't offer an SDP with no stream");
        }
        publisher.streams(streams(choices.plan(), offer));
        Configure.describe(publisher, wish);
        publisher.streams().forEach(PublisherStream::hold);
        publisher.streamsChanged();
        return answer;
    }

    private List<PublisherStream> streams(List<PublisherAnswer.Planned> plan, Jsep offer) {
        Map<Integer, PublisherStream> known = new HashMap<>();
        publisher.streams().forEach(stream -> known.put(stream.mindex(), stream));
        List<MediaLine> lines = peer.lines();
        List<PublisherStream> next = new ArrayList<>();
        for (PublisherAnswer.Planned planned : plan) {
            int index = planned.media().index();
            String mid = planned.media().mid();
            if (mid.isEmpty()) mid = Integer.toString(index);
            PublisherStream stream = known.get(index);
            if (stream == null) {
                stream = new PublisherStream(publisher, planned.kind(), index, mid);
            }
            stream.mid(mid);
            stream.disabled(planned.disabled());
            if (index < lines.size()) agree(stream, planned, lines.get(index), offer);
            next.add(stream);
        }
        addStopped(next, lines);
        lastData(next);
        return next;
    }

    /** compat: m-lines that the offer has stopped (port 0) are disabled streams like others. */
    private void addStopped(List<PublisherStream> streams, List<MediaLine> lines) {
        for (MediaLine line : lines) {
            int index = line.index();
            if (streams.stream().anyMatch(stream -> stream.mindex() == index)) continue;
            MediaKind kind = MediaKind.of(line.kind());
            PublisherStream stream =
                    publisher.streams().stream()
                            .filter(known -> known.mindex() == index)
                            .findFirst()
                            .orElseGet(
                                    () -> new PublisherStream(publisher, kind, index, line.mid()));
            stream.disabled(true);
            streams.add(Math.min(index, streams.size()), stream);
        }
    }

    private static void agree(
            PublisherStream stream, PublisherAnswer.Planned planned, MediaLine line, Jsep offer) {
        if (planned.kind() == MediaKind.DATA || planned.codec().isEmpty()) return;
        Map<String, Integer> extensions = new HashMap<>();
        line.extensions().forEach((id, uri) -> extensions.put(uri, id));
        Optional<String> profile =
                FormatParameters.profile(planned.codec(), line.fmtp())
                        .or(() -> Optional.of(planned.profile()).filter(text -> !text.isEmpty()));
        stream.format(
                new StreamFormat(
                        planned.codec(),
                        line.fmtp(),
                        profile,
                        planned.opus(),
                        layering(stream, planned, offer),
                        extensions));
        if (!planned.disabled()) stream.track(line.track());
    }

    private static StreamFormat.Layering layering(
            PublisherStream stream, PublisherAnswer.Planned planned, Jsep offer) {
        if (planned.kind() != MediaKind.VIDEO) return StreamFormat.Layering.NONE;
        int index = planned.media().index();
        if (has(offer.simulcast(), index)) return StreamFormat.Layering.SIMULCAST;
        boolean scalable = planned.codec().equals("vp9") || planned.codec().equals("av1");
        if (scalable && has(offer.svc(), index)) return StreamFormat.Layering.SVC;
        return stream.format().layers();
    }

    private static boolean has(Json items, int index) {
        return items.elements().stream().anyMatch(item -> item.integer("mindex", -1) == index);
    }

    /** Messages come by the last m-line of data alone. */
    private void lastData(List<PublisherStream> streams) {
        Optional<DataSource> source = Optional.of(peer.data());
        for (PublisherStream stream : streams.reversed()) {
            if (stream.kind() != MediaKind.DATA) continue;
            stream.data(source);
            source = Optional.empty();
        }
    }
}
