package io.cardea.conformance.storm;

import io.cardea.spi.Json;
import io.cardea.testkit.HeadlessPeer;
import io.cardea.testkit.HeadlessPeers;
import io.cardea.testkit.MediaSource;
import io.cardea.testkit.OfferedLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * One client in the storm: does one random thing after another, until told to go. One thread, but
 * for offers of the server, which are answered on another.
 */
final class Guest implements Runnable {
    private static final Json NOTHING = Json.object();
    private static final Json NO_JSEP = Json.object();

    private final RoomStorm storm;
    private final RandomGenerator random;
    private final HeadlessPeers peers;
    private final ReentrantLock down = new ReentrantLock();

    private Caller caller;
    private long publisher;
    private long subscriber;
    private Optional<HeadlessPeer> up = Optional.empty();
    private Optional<HeadlessPeer> downPeer = Optional.empty();
    private long room;
    private long id;

    Guest(RoomStorm storm, HeadlessPeers peers, RandomGenerator random) throws Exception {
        this.storm = storm;
        this.peers = peers;
        this.random = random;
        this.caller = Caller.call(storm.verdict());
    }

    @Override
    public void run() {
        try {
            while (storm.isRaging()) {
                step();
            }
            leaveForGood();
        } catch (Exception | AssertionError e) {
            storm.verdict().fault("guest failed: " + e);
        }
    }

    private void step() throws Exception {
        switch (random.nextInt(60)) {
            case 0, 1, 2, 3, 4 -> manage(createRoom());
            case 5 -> {
                if (random.nextInt(10) == 0) manage(request("destroy"));
            }
            case 6, 7 -> manage(request("edit").put("new_description", "n" + random.nextInt(9)));
            case 8 -> manage(request("list"));
            case 9 -> manage(request("listparticipants"));
            case 10 -> {
                if (random.nextInt(4) == 0)
                    manage(request("kick").put("id", storm.anyGuest(random)));
            }
            case 11, 12 -> moderate();
            case 13 -> manage(request("enable_recording").put("record", false));
            case 14 -> forward();
            case 15 -> leave();
            case 16 -> unpublish();
            case 17 -> detach();
            case 18 -> vanish();
            case 19, 20, 21, 22, 23, 24, 25, 26 -> joinAndPublish();
            case 27, 28, 29, 30 -> publish();
            case 31, 32, 33, 34, 35, 36, 37, 38, 39 -> subscribe();
            case 40, 41, 42, 43 -> unsubscribe();
            case 44, 45, 46, 47, 48 -> switchSource();
            case 49, 50, 51, 52, 53, 54 -> configureSubscriber();
            case 55, 56, 57, 58, 59 -> configurePublisher();
            default -> throw new AssertionError();
        }
    }

    private void joinAndPublish() {
        join();
        publish();
    }

    private Json request(String name) {
        return Json.object().put("request", name).put("room", storm.anyRoom(random));
    }

    private Json createRoom() {
        return request("create")
                .put("publishers", 20)
                .put("notify_joining", random.nextBoolean())
                .put("audiolevel_event", true)
                .put("audio_active_packets", 5)
                .put("dummy_publisher", random.nextInt(4) == 0);
    }

    private void manage(Json body) {
        data(ask(publisherHandle(), body, NO_JSEP));
    }

    private void moderate() {
        Json body = request("moderate").put("id", storm.anyGuest(random)).put("mid", "0");
        manage(body.put("mute", random.nextBoolean()));
    }

    private void forward() {
        Json streams =
                Json.array()
                        .add(Json.object().put("mid", "0").put("port", storm.deafPort()))
                        .add(
                                Json.object()
                                        .put("mid", "1")
                                        .put("port", storm.deafPort())
                                        .put("rtcp_port", storm.deafPort()));
        Json body = request("rtp_forward").put("publisher_id", storm.anyGuest(random));
        manage(body.put("host", "127.0.0.1").put("streams", streams));
        manage(request("listforwarders"));
    }

    private long publisherHandle() {
        if (publisher == 0) publisher = caller.attach(message -> {});
        return publisher;
    }

    private void join() {
        if (publisher == 0 || random.nextInt(3) == 0) detachPublisher();
        room = storm.anyRoom(random);
        id = storm.anyGuest(random);
        Json body =
                Json.object().put("request", "join").put("ptype", "publisher").put("room", room);
        body.put("id", id).put("display", "guest " + id);
        data(ask(publisherHandle(), body, NO_JSEP));
    }

    private void publish() {
        up.ifPresent(HeadlessPeer::close);
        HeadlessPeer peer = peers.create();
        up = Optional.of(peer);
        String sdp =
                peer.offer(
                        List.of(
                                OfferedLine.audio("0"),
                                OfferedLine.video("1"),
                                OfferedLine.data("2")));
        peer.send(0, MediaSource.audio(random.nextInt(127)));
        peer.send(1, MediaSource.video());
        Json body = Json.object().put("request", random.nextBoolean() ? "publish" : "configure");
        Json answer = ask(publisherHandle(), body, jsep("offer", sdp));
        Optional<Json> jsep = answer.get("jsep");
        if (jsep.isEmpty()) {
            peer.close();
            up = Optional.empty();
            return;
        }
        peer.accept(jsep.get().string("sdp", ""));
    }

    private static Json jsep(String type, String sdp) {
        return Json.object().put("type", type).put("sdp", sdp);
    }

    private Json entry() {
        Json entry = Json.object().put("feed", storm.anyGuest(random));
        if (random.nextBoolean()) entry.put("mid", random.nextInt(3) + "");
        return entry;
    }

    private Json entries() {
        Json entries = Json.array();
        for (int i = random.nextInt(3); i >= 0; i--) {
            entries.add(entry());
        }
        return entries;
    }

    private void subscribe() {
        if (subscriber == 0) {
            long[] self = new long[1];
            subscriber = caller.attach(message -> answerLater(self[0], message));
            self[0] = subscriber;
            Json body = request("join").put("ptype", "subscriber").put("streams", entries());
            answer(subscriber, ask(subscriber, body, NO_JSEP));
            return;
        }
        Json body = Json.object().put("request", "subscribe").put("streams", entries());
        answer(subscriber, ask(subscriber, body, NO_JSEP));
    }

    private void answerLater(long handle, Json message) {
        if (message.has("jsep")) Thread.ofVirtual().start(() -> answer(handle, message));
    }

    /** Answers the server's offer, if the message has one. */
    private void answer(long handle, Json message) {
        Optional<Json> jsep = message.get("jsep");
        if (jsep.isEmpty()) return;
        down.lock();
        try {
            HeadlessPeer peer = downPeer.orElseGet(peers::create);
            downPeer = Optional.of(peer);
            String sdp = peer.answer(jsep.get().string("sdp", ""));
            Json body = Json.object().put("request", "start");
            ask(handle, body, jsep("answer", sdp));
        } catch (RuntimeException e) {
            storm.verdict().count("offer not answered: " + e.getMessage());
        } finally {
            down.unlock();
        }
    }

    private void unsubscribe() {
        if (subscriber == 0) return;
        Json body = Json.object().put("request", random.nextBoolean() ? "unsubscribe" : "update");
        if (body.string("request", "").equals("update")) {
            body.put("subscribe", entries()).put("unsubscribe", entries());
        } else {
            body.put("streams", entries());
        }
        answer(subscriber, ask(subscriber, body, NO_JSEP));
    }

    private void switchSource() {
        if (subscriber == 0) return;
        Json entry = Json.object().put("feed", storm.anyGuest(random)).put("mid", "1");
        entry.put("sub_mid", random.nextInt(4) + "");
        Json body = Json.object().put("request", "switch").put("streams", Json.array().add(entry));
        answer(subscriber, ask(subscriber, body, NO_JSEP));
    }

    private void configureSubscriber() {
        if (subscriber == 0) return;
        Json body =
                switch (random.nextInt(4)) {
                    case 0 -> Json.object().put("request", "pause");
                    case 1 -> Json.object().put("request", "start");
                    case 2 -> Json.object().put("request", "configure").put("update", true);
                    default ->
                            Json.object()
                                    .put("request", "configure")
                                    .put("mid", "0")
                                    .put("substream", random.nextInt(3));
                };
        answer(subscriber, ask(subscriber, body, NO_JSEP));
    }

    private void configurePublisher() {
        Json body = Json.object().put("request", "configure");
        body.put("bitrate", 100_000 + random.nextInt(9) * 100_000);
        body.put("display", "d" + random.nextInt(9)).put("keyframe", true);
        ask(publisherHandle(), body, NO_JSEP);
    }

    private void unpublish() {
        ask(publisherHandle(), Json.object().put("request", "unpublish"), NO_JSEP);
    }

    private void leave() {
        long handle = random.nextBoolean() && subscriber != 0 ? subscriber : publisherHandle();
        ask(handle, Json.object().put("request", "leave"), NO_JSEP);
    }

    private void detach() {
        if (random.nextBoolean()) {
            detachPublisher();
        } else if (random.nextBoolean()) {
            if (publisher != 0) caller.hangup(publisher);
        } else {
            detachSubscriber();
        }
    }

    private void detachPublisher() {
        if (publisher == 0) return;
        caller.detach(publisher);
        publisher = 0;
        up.ifPresent(HeadlessPeer::close);
        up = Optional.empty();
    }

    private void detachSubscriber() {
        if (subscriber == 0) return;
        caller.detach(subscriber);
        subscriber = 0;
        closeDown();
    }

    private void closeDown() {
        down.lock();
        try {
            downPeer.ifPresent(HeadlessPeer::close);
            downPeer = Optional.empty();
        } finally {
            down.unlock();
        }
    }

    /** Goes without a word, and comes back as somebody new. */
    private void vanish() throws Exception {
        if (random.nextInt(4) != 0) return;
        if (random.nextBoolean()) {
            caller.destroy();
        } else {
            caller.close();
        }
        dropPeers();
        caller = Caller.call(storm.verdict());
    }

    private void dropPeers() {
        publisher = 0;
        subscriber = 0;
        up.ifPresent(HeadlessPeer::close);
        up = Optional.empty();
        closeDown();
    }

    private void leaveForGood() {
        if (random.nextBoolean()) {
            caller.destroy();
        } else {
            caller.close();
        }
        dropPeers();
    }

    private Json ask(long handle, Json body, Json jsep) {
        return handle == 0 ? NOTHING : caller.message(handle, body, jsep);
    }

    private static List<Json> data(Json message) {
        List<Json> found = new ArrayList<>();
        message.get("plugindata").flatMap(p -> p.get("data")).ifPresent(found::add);
        return found;
    }
}
