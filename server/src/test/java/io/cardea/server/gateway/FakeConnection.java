package io.cardea.server.gateway;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.spi.AnswerOptions;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.OfferOptions;
import java.util.ArrayList;
import java.util.List;

/** A connection without media: up with the first description, down with the hangup. */
final class FakeConnection implements HandleConnection {
    final Owner owner;
    final List<Json> trickled = new ArrayList<>();
    boolean up;

    FakeConnection(Owner owner) {
        this.owner = owner;
    }

    @Override
    public Jsep receive(Json jsep) {
        if (jsep.string("sdp", "").isEmpty()) throw ApiException.sdp("no good");
        boolean update = up;
        up = true;
        return new Jsep(
                jsep.string("type", ""),
                jsep.string("sdp", ""),
                update,
                jsep.bool("e2ee", false),
                Json.array(),
                Json.array());
    }

    @Override
    public void trickle(Json request) {
        trickled.add(request);
    }

    @Override
    public boolean hangup(String reason) {
        if (!up) return false;
        up = false;
        owner.onPeerEvent(new PeerEvent.Closed(reason));
        return true;
    }

    @Override
    public void end(String reason) {
        hangup(reason);
    }

    @Override
    public void describe(Json info) {
        if (up) info.put("webrtc", Json.object().put("up", true));
    }

    @Override
    public void expire(long nowNanos) {}

    @Override
    public Jsep answer(Jsep offer, AnswerOptions options) {
        return new Jsep(
                "answer",
                "v=0 answer",
                false,
                offer.endToEndEncrypted(),
                Json.array(),
                Json.array());
    }

    @Override
    public Jsep offer(OfferOptions options) {
        return new Jsep("offer", "v=0 offer", false, false, Json.array(), Json.array());
    }

    @Override
    public void accept(Jsep answer) {}

    @Override
    public List<MediaLine> lines() {
        return List.of();
    }

    @Override
    public void limitBitrate(long bitsPerSecond) {}

    @Override
    public long peerBitrate() {
        return 0;
    }

    @Override
    public void requestKeyframes() {}

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
    public void sendData(String label, String protocol, boolean binary, byte[] message) {}
}
