package io.cardea.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A broker without a network, that can be away, and lose what it did not confirm. */
final class FakeBroker implements BrokerLink.Broker<String> {
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    volatile boolean away;
    volatile boolean confirms = true;
    volatile boolean refuses;

    private final class Line implements BrokerLink.Line<String> {
        private final List<Outgoing<String>> unconfirmed = new ArrayList<>();

        @Override
        public void send(Outgoing<String> message) throws IOException {
            if (refuses) throw new IOException("refused");
            got.add(message.address());
            if (!confirms) unconfirmed.add(message);
        }

        @Override
        public boolean isOpen() {
            return !away;
        }

        @Override
        public List<Outgoing<String>> unconfirmed() {
            return unconfirmed;
        }

        @Override
        public void close() {
            told.add("closed");
        }
    }

    @Override
    public BrokerLink.Line<String> connect() throws IOException {
        if (away) throw new IOException("away");
        return new Line();
    }

    @Override
    public void onUp() {
        told.add("up");
    }

    @Override
    public void onLost() {
        told.add("lost");
    }

    @Override
    public void onFailed(Exception why) {
        told.add("failed");
    }

    @Override
    public String place() {
        return "nowhere";
    }
}
