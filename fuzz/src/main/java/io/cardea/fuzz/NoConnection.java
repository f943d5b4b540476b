package io.cardea.fuzz;

import io.cardea.server.gateway.HandleConnection;
import io.cardea.spi.AnswerOptions;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.MediaLine;
import io.cardea.spi.OfferOptions;
import java.util.List;

/** A handle's connection without media: takes every description as it is. */
final class NoConnection implements HandleConnection {
    NoConnection(Owner owner) {
        assert owner.sessionId() != 0 : "no session";
    }

    @Override
    public Jsep receive(Json jsep) {
        return new Jsep(
                jsep.string("type", ""),
                jsep.string("sdp", ""),
                false,
                false,
                Json.array(),
                Json.array());
    }

    @Override
    public void trickle(Json request) {}

    @Override
    public boolean hangup(String reason) {
        return false;
    }

    @Override
    public void end(String reason) {}

    @Override
    public void expire(long nowNanos) {}

    @Override
    public Jsep answer(Jsep offer, AnswerOptions options) {
        return offer;
    }

    @Override
    public Jsep offer(OfferOptions options) {
        return new Jsep("offer", "", false, false, Json.array(), Json.array());
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
