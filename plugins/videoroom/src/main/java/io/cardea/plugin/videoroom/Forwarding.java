package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.Json;
import io.cardea.spi.Link;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a publisher is forwarded to other hosts as RTP. Any thread.
 *
 * <p>The books are kept under the room's lock; sockets are opened, tied and closed outside it. A
 * forwarder ends with its stream.
 */
final class Forwarding {
    private static final System.Logger LOG = System.getLogger(Forwarding.class.getName());

    /** Forwarders of one publisher at most. */
    static final int LIMIT = 256;

    private final Environment environment;
    private final Publisher publisher;

    // Under the room's lock.
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Remotization> remotizations = new LinkedHashMap<>();

    Forwarding(Environment environment, Publisher publisher) {
        this.environment = environment;
        this.publisher = publisher;
    }

    /** One forwarder; the wire comes as soon as the stream has something to send. */
    static final class Entry {
        private final long id;
        private final PublisherStream stream;
        private final Forwarder forwarder;
        private final ForwarderOptions options;
        private final Optional<String> remoteId;

        // Under the room's lock.
        private Optional<AutoCloseable> wire = Optional.empty();
        private boolean tied;
        private boolean closed;

        Entry(
                PublisherStream stream,
                Forwarder forwarder,
                ForwarderOptions options,
                Optional<String> remoteId) {
            this.id = Ids.random32();
            this.stream = stream;
            this.forwarder = forwarder;
            this.options = options;
            this.remoteId = remoteId;
        }

        long id() {
            return id;
        }

        PublisherStream stream() {
            return stream;
        }

        int port() {
            return options.target().getPort();
        }

        /** What is said of it. */
        Json describe() {
            Json text =
                    Json.object()
                            .put("stream_id", id)
                            .put("host", options.target().getAddress().getHostAddress())
                            .put("port", port())
                            .put("type", stream.kind().word());
            if (stream.kind() == MediaKind.DATA) return text;
            if (forwarder.localRtcpPort() > 0) {
                text.put("local_rtcp_port", forwarder.localRtcpPort());
            }
            if (options.rtcpPort() > 0) text.put("remote_rtcp_port", options.rtcpPort());
            if (options.payloadType() > 0) text.put("pt", options.payloadType());
            if (options.ssrc() > 0) text.put("ssrc", options.ssrc());
            substream().ifPresent(number -> text.put("substream", number));
            if (options.srtp().isPresent()) text.put("srtp", true);
            return text;
        }

        Optional<Integer> substream() {
            return options.layers() instanceof ForwarderOptions.Layers.Only(int number)
                            && stream.kind() == MediaKind.VIDEO
                            && number > 0
                    ? Optional.of(number)
                    : Optional.empty();
        }
    }

    /**
     * Forwards a stream.
     *
     * @param remoteId of the remotization it belongs to; empty for none
     * @return empty if the stream has ended meanwhile
     * @throws IOException if there is no socket, or there are too many forwarders
     */
    Optional<Entry> add(PublisherStream stream, ForwarderOptions options, Optional<String> remoteId)
            throws IOException {
        Forwarder forwarder = environment.context().forwarder(options);
        Entry entry = new Entry(stream, forwarder, options, remoteId);
        Room room = publisher.room();
        if (room.locked(() -> entries.size() >= LIMIT)) {
            forwarder.close();
            throw new IOException("too many forwarders");
        }
        boolean kept =
                room.locked(() -> {
                    if (stream.hasEnded() || !isWanted(stream, remoteId)) return false;
                    entries.put(entry.id, entry);
                    return true;
                });
        if (!kept) {
            forwarder.close();
            return Optional.empty();
        }
        tie(entry);
        return Optional.of(entry);
    }

    /** A remotization may have ended meanwhile, or somebody else has taken the stream in. */
    private boolean isWanted(PublisherStream stream, Optional<String> remoteId) {
        if (remoteId.isEmpty()) return true;
        return remotizations.containsKey(remoteId.get()) && !covers(remoteId, stream);
    }

    private boolean covers(Optional<String> remoteId, PublisherStream stream) {
        return entries.values().stream()
                .anyMatch(entry -> entry.stream == stream && entry.remoteId.equals(remoteId));
    }

    private void tie(Entry entry) {
        PublisherStream stream = entry.stream;
        if (stream.track().isEmpty() && stream.data().isEmpty()) return;
        boolean ours =
                publisher
                        .room()
                        .locked(() -> {
                            boolean free = !entry.tied && !entry.closed;
                            entry.tied = true;
                            return free;
                        });
        if (!ours) return;
        AutoCloseable wire = connect(stream, entry.forwarder);
        boolean late =
                publisher
                        .room()
                        .locked(() -> {
                            entry.wire = Optional.of(wire);
                            return entry.closed;
                        });
        if (late) close(wire);
    }

    private static AutoCloseable connect(PublisherStream stream, Forwarder forwarder) {
        if (stream.data().isPresent()) {
            DataLink link = stream.data().get().connect(forwarder);
            return link::close;
        }
        Link link =
                stream.track()
                        .orElseThrow()
                        .connect(
                                forwarder,
                                new LinkOptions(true, 2, 2, 2, 2, stream.isSvc(), 0),
                                LinkListener.NONE);
        return link::close;
    }

    /** Ends a forwarder that belongs to no remotization; false if there is none of that id. */
    boolean remove(long id) {
        Optional<Entry> found =
                publisher
                        .room()
                        .locked(() ->
                                Optional.ofNullable(entries.get(id))
                                        .filter(entry -> entry.remoteId.isEmpty())
                                        .map(entry -> entries.remove(entry.id)));
        found.ifPresent(this::close);
        return found.isPresent();
    }

    private void close(Entry entry) {
        Optional<AutoCloseable> wire =
                publisher
                        .room()
                        .locked(() -> {
                            entry.closed = true;
                            return entry.wire;
                        });
        wire.ifPresent(Forwarding::close);
        entry.forwarder.close();
    }

    private static void close(AutoCloseable wire) {
        try {
            wire.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "forwarder not untied", e);
        }
    }

    /** Whether anything is forwarded, remotizations included. */
    boolean isEmpty() {
        return publisher.room().locked(entries::isEmpty);
    }

    /** How many there are, those of remotizations included. */
    int size() {
        return publisher.room().locked(entries::size);
    }

    /** The forwarders, but those of remotizations. */
    List<Entry> list() {
        return publisher
                .room()
                .locked(() ->
                        entries.values().stream()
                                .filter(entry -> entry.remoteId.isEmpty())
                                .toList());
    }

    // ---- Remotizations ----

    /**
     * Begins to send everything to another server.
     *
     * @throws RoomError if there is a remotization of that id
     */
    void publish(Remotization remotization) throws IOException {
        boolean fresh =
                publisher
                        .room()
                        .locked(() ->
                                remotizations.putIfAbsent(remotization.id(), remotization) == null);
        if (!fresh) {
            throw new RoomError(
                    RoomError.ID_EXISTS, "Remotization already exists (" + remotization.id() + ")");
        }
        try {
            extend(remotization);
        } catch (IOException e) {
            unpublish(remotization.id());
            throw e;
        }
    }

    /** Ends a remotization; false if there is none of that id. */
    boolean unpublish(String id) {
        List<Entry> last = new ArrayList<>();
        boolean was =
                publisher
                        .room()
                        .locked(() -> {
                            if (remotizations.remove(id) == null) return false;
                            entries.values().stream()
                                    .filter(entry -> entry.remoteId.equals(Optional.of(id)))
                                    .forEach(last::add);
                            last.forEach(entry -> entries.remove(entry.id));
                            return true;
                        });
        last.forEach(this::close);
        return was;
    }

    List<Remotization> remotizations() {
        return publisher.room().locked(() -> List.copyOf(remotizations.values()));
    }

    /** Takes new streams into remotizations, and ties forwarders whose streams have come alive. */
    void extend() {
        List<Entry> waiting =
                publisher
                        .room()
                        .locked(() ->
                                entries.values().stream().filter(entry -> !entry.tied).toList());
        waiting.forEach(this::tie);
        for (Remotization remotization : remotizations()) {
            try {
                extend(remotization);
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "stream not forwarded remote=" + remotization.id(),
                        e);
            }
        }
    }

    private void extend(Remotization remotization) throws IOException {
        Optional<String> id = Optional.of(remotization.id());
        for (PublisherStream stream : publisher.streams()) {
            if (!publisher.room().locked(() -> covers(id, stream)))
                add(stream, remotization.options(stream), id);
        }
    }

    /** Ends everything. */
    void end() {
        List<Entry> last =
                publisher
                        .room()
                        .locked(() -> {
                            List<Entry> all = List.copyOf(entries.values());
                            entries.clear();
                            remotizations.clear();
                            return all;
                        });
        last.forEach(this::close);
    }
}
