package io.cardea.tools.load.scenario;

import io.cardea.spi.Json;
import io.cardea.tools.load.LoadException;
import io.cardea.tools.load.client.ApiException;
import io.cardea.tools.load.client.JanusClient;
import io.cardea.tools.load.client.JanusHandle;
import io.cardea.tools.load.client.JanusSession;
import io.cardea.tools.load.peer.Crowd;
import io.cardea.tools.load.peer.MediaPlan;
import io.cardea.tools.load.peer.SimulatedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What a scenario can do: make rooms, publishers, viewers and echoes, keep a rate, and say when the
 * steady part is.
 *
 * <p>Any thread; calls block. A member that cannot be made is counted as failed, and told; only a
 * room or a publisher that cannot ends the run.
 */
public final class Controller {
    /** Members that are set up at the same time, whatever the rate. */
    static final int MAX_CONCURRENT = 64;

    /** How long everybody has to be up after the last has been asked for. */
    static final Duration SET_UP_TIMEOUT = Duration.ofSeconds(60);

    private static final String VIDEOROOM = "janus.plugin.videoroom";
    private static final String ECHOTEST = "janus.plugin.echotest";

    private final Plan plan;
    private final JanusClient client;
    private final Crowd crowd;
    private final Phases phases;
    private final Attendance attendance = new Attendance();
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final List<Room> rooms = new ArrayList<>();
    private final JanusSession hostSession;
    private final JanusHandle host;

    /** Something to be done for each of many. */
    public interface Step {
        void run(int index);
    }

    /** What is done during the steady part; interrupted at its end. */
    public interface Meanwhile {
        void run() throws InterruptedException;
    }

    Controller(Plan plan, JanusClient client, Crowd crowd, Phases phases) throws ApiException {
        this.plan = plan;
        this.client = client;
        this.crowd = crowd;
        this.phases = phases;
        this.hostSession = client.session();
        String plugin = plan.scenario() == Stock.ECHO ? ECHOTEST : VIDEOROOM;
        this.host = hostSession.attach(plugin, event -> {});
    }

    // ---- Who takes part ----

    /** A new room for so many publishers. */
    public Room room(int publishers) throws LoadException {
        long id = ThreadLocalRandom.current().nextLong(1_000_000_000, 9_000_000_000_000L);
        MediaPlan media = plan.media();
        Json body =
                Json.object()
                        .put("request", "create")
                        .put("room", id)
                        .put("publishers", publishers)
                        .put("bitrate", 0)
                        .put("audiocodec", "opus")
                        .put("videocodec", media.hasVideo() ? media.video() : "vp8")
                        .put("description", "Load");
        try {
            host.ask(body);
        } catch (ApiException e) {
            throw new LoadException("the room could not be made: " + e.getMessage(), e);
        }
        Room room = new Room(id);
        rooms.add(room);
        return room;
    }

    /** Somebody who publishes what the plan says; up when this returns, so that it can be seen. */
    public Member publish(Room room) throws LoadException, InterruptedException {
        Member member = member();
        try {
            attach(member, VIDEOROOM);
            Json join =
                    Json.object()
                            .put("request", "join")
                            .put("ptype", "publisher")
                            .put("room", room.id())
                            .put("display", "Load");
            member.feed(member.handle().ask(join).data().integer("id", 0));
            SimulatedPeer peer = peer(member);
            Json publish = Json.object().put("request", "publish");
            peer.accept(member.handle().offer(publish, peer.offer(plan.media(), false)).sdp());
            member.awaitUp(SET_UP_TIMEOUT);
        } catch (ApiException | RuntimeException e) {
            member.fail(e.getMessage());
            throw new LoadException("the publisher could not publish: " + e.getMessage(), e);
        }
        return member;
    }

    /** Somebody who watches a publisher. */
    public Member view(Room room, Member publisher) {
        Member member = member();
        try {
            attach(member, VIDEOROOM);
            Json stream = Json.object().put("feed", publisher.feed());
            Json join =
                    Json.object()
                            .put("request", "join")
                            .put("ptype", "subscriber")
                            .put("room", room.id())
                            .put("streams", Json.array().add(stream));
            String offer = member.handle().ask(join).sdp();
            SimulatedPeer peer = peer(member);
            Json start = Json.object().put("request", "start");
            member.handle().answer(start, peer.answer(offer));
        } catch (ApiException | RuntimeException e) {
            member.fail(String.valueOf(e.getMessage()));
        }
        return member;
    }

    /** Somebody who sends what the plan says, and gets it back. */
    public Member echo() {
        Member member = member();
        try {
            attach(member, ECHOTEST);
            SimulatedPeer peer = peer(member);
            Json body =
                    Json.object()
                            .put("audio", plan.media().audio())
                            .put("video", plan.media().hasVideo());
            peer.accept(member.handle().offer(body, peer.offer(plan.media(), true)).sdp());
        } catch (ApiException | RuntimeException e) {
            member.fail(String.valueOf(e.getMessage()));
        }
        return member;
    }

    private Member member() {
        Member member = new Member(attendance);
        members.add(member);
        return member;
    }

    private void attach(Member member, String plugin) throws ApiException {
        JanusSession session = client.session();
        member.session(session);
        member.handle(session.attach(plugin, member::onEvent));
    }

    private SimulatedPeer peer(Member member) {
        SimulatedPeer peer = crowd.create(plan.receive(), member.requestedNanos, member.listener);
        member.peer(peer);
        return peer;
    }

    /** Ends somebody's part. */
    public void end(Member member) {
        member.leave();
        members.remove(member);
    }

    // ---- Time ----

    /** Does something for each of so many, begun at the plan's rate; returns when all is done. */
    public void each(int count, Step step) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> running = new ArrayList<>();
        var places = new Semaphore(MAX_CONCURRENT);
        for (int i = 0; i < count; i++) {
            int index = i;
            pause(start, i);
            places.acquire();
            running.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    step.run(index);
                                } finally {
                                    places.release();
                                }
                            }));
        }
        for (Thread each : running) each.join();
    }

    private void pause(long startNanos, int index) throws InterruptedException {
        if (plan.pace().rate() == 0) return;
        long due = startNanos + (long) (index * 1e9 / plan.pace().rate());
        long left = due - System.nanoTime();
        if (left > 0) LockSupport.parkNanos(left);
        if (Thread.interrupted()) throw new InterruptedException();
    }

    /** Lets members come at the plan's rate, each to stay for a while, until interrupted. */
    public void passing(Supplier<Member> arrival, Duration stay) throws InterruptedException {
        if (plan.pace().rate() == 0) return;
        long start = System.nanoTime();
        var places = new Semaphore(MAX_CONCURRENT);
        for (int i = 0; ; i++) {
            pause(start, i);
            places.acquire();
            Thread.ofVirtual()
                    .start(() -> {
                        Member member;
                        try {
                            member = arrival.get();
                        } finally {
                            places.release();
                        }
                        try {
                            Thread.sleep(stay);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        end(member);
                    });
        }
    }

    /** Waits until everybody is up and warm, then for the plan's duration: the steady part. */
    public void steady() throws LoadException, InterruptedException {
        steady(() -> Thread.sleep(Duration.ofDays(7)));
    }

    /** The same, with something done meanwhile. */
    public void steady(Meanwhile meanwhile) throws LoadException, InterruptedException {
        attendance.awaitUp(SET_UP_TIMEOUT.toMillis());
        Attendance.Count count = attendance.count();
        if (count.up() == 0) {
            throw new LoadException("no peer came up: " + attendance.reasons());
        }
        Thread.sleep(plan.pace().warmup());
        Thread busy =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                meanwhile.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt(); // the end of the steady part
                            }
                        });
        phases.steady(plan.pace().duration());
        busy.interrupt();
        busy.join();
    }

    // ---- For the run ----

    Attendance attendance() {
        return attendance;
    }

    /** What went wrong, and how often. */
    Map<String, Integer> troubles() {
        return attendance.reasons();
    }

    /** Ends everybody and every room. */
    void end() throws InterruptedException {
        List<Member> all = List.copyOf(members);
        var places = new Semaphore(MAX_CONCURRENT);
        List<Thread> running = new ArrayList<>();
        for (Member member : all) {
            places.acquire();
            running.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    end(member);
                                } finally {
                                    places.release();
                                }
                            }));
        }
        for (Thread each : running) each.join();
        try {
            for (Room room : rooms) {
                host.ask(Json.object().put("request", "destroy").put("room", room.id()));
            }
            hostSession.close();
        } catch (ApiException e) {
            System.getLogger(Controller.class.getName())
                    .log(System.Logger.Level.WARNING, "a room was left behind: " + e.getMessage());
        }
    }
}
