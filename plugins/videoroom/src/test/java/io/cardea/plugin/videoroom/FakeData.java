package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source of messages that notes what is tied to it. */
final class FakeData implements DataSource {
    final List<FakeLink.Data> links = new CopyOnWriteArrayList<>();

    /** Wires that are not closed. */
    List<FakeLink.Data> openLinks() {
        return links.stream().filter(link -> !link.closed).toList();
    }

    @Override
    public DataLink connect(DataSink sink) {
        FakeLink.Data link = new FakeLink.Data(sink);
        links.add(link);
        return link;
    }

    /** Where messages of one label go. */
    record Channel(String label, String protocol) implements DataSink {}
}
