package io.cardea.plugin.videoroom;

import io.cardea.spi.RemoteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the media of a publisher of another server. On its publisher's lane. */
final class RemotePublisher implements Publisher.Owner {
    private final Publisher publisher;
    private final Room room;
    private final RemoteSource source;

    RemotePublisher(Publisher publisher, RemoteSource source) {
        this.publisher = publisher;
        this.room = publisher.room();
        this.source = source;
        publisher.owner(this);
    }

    RemoteSource source() {
        return source;
    }

    /** Its first streams, in their order whatever they call themselves. Before others see it. */
    void begin(List<RemoteStream> wanted) {
        List<PublisherStream> streams = new ArrayList<>();
        for (RemoteStream one : wanted) streams.add(stream(one, streams.size()));
        publisher.streams(streams);
    }

    private PublisherStream stream(RemoteStream wanted, int index) {
        PublisherStream stream =
                new PublisherStream(publisher, wanted.kind(), index, Integer.toString(index));
        stream.description(wanted.description());
        boolean fits = wanted.fits(room.settings());
        stream.disabled(!fits);
        if (!fits) return stream;
        if (wanted.kind() == MediaKind.DATA) {
            stream.data(Optional.of(source.data(index)));
            return stream;
        }
        StreamFormat format = wanted.format(room.settings());
        stream.format(format);
        stream.track(Optional.of(source.track(index, wanted.wire(format))));
        return stream;
    }

    /** The first flaw of an update: streams that come are counted on without a gap. */
    Optional<String> flaw(List<RemoteStream> wanted) {
        int size = publisher.streams().size();
        for (RemoteStream one : wanted) {
            if (publisher.stream(one.mid()).isPresent()) continue;
            if (one.mindex() != size) return Optional.of("Invalid element value (mindex)");
            size++;
        }
        return size > RemoteStream.LIMIT
                ? Optional.of("Invalid element value (streams)")
                : Optional.empty();
    }

    /** Changes streams and adds others; what there is of it is told. */
    void update(List<RemoteStream> wanted) {
        boolean changed = false;
        for (RemoteStream one : wanted) changed |= update(one);
        if (!changed || !room.isMember(publisher)) return;
        publisher.streamsChanged();
        room.tell(Events.published(publisher), _ -> true);
    }

    private boolean update(RemoteStream wanted) {
        Optional<PublisherStream> known = publisher.stream(wanted.mid());
        if (known.isEmpty()) return add(wanted);
        PublisherStream stream = known.get();
        boolean off =
                wanted.disabled()
                        || stream.isDisabled()
                                && stream.codec().isEmpty()
                                && stream.kind() != MediaKind.DATA;
        boolean same =
                stream.isDisabled() == off
                        // compat: no description is taken for another one
                        && wanted.description().isPresent()
                        && wanted.description().equals(stream.description());
        stream.disabled(off);
        if (wanted.description().isPresent()) stream.description(wanted.description());
        return !same;
    }

    private boolean add(RemoteStream wanted) {
        List<PublisherStream> streams = new ArrayList<>(publisher.streams());
        if (wanted.mindex() != streams.size()) return false;
        streams.add(stream(wanted, wanted.mindex()));
        publisher.streams(streams);
        return true;
    }

    @Override
    public void expelled() {
        publisher.endMedia(!room.isDestroyed());
        source.close();
    }
}
