package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.ForwarderOptions.Layers;
import io.cardea.spi.Json;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ForwardingTest {
    private static final String[] ALL = {
        "audio 0 opus sendonly", "video 1 vp8 sendonly", "data 2 none sendrecv"
    };
    private static final String HEAD =
            "{'request':'rtp_forward','room':5,'publisher_id':1,'host':'127.0.0.1'";

    private final Stage stage = new Stage();
    private final FakeContext context = stage.context;
    private FakeHandle handle = stage.handle();

    @BeforeEach
    void publish() {
        stage.admin("{'request':'create','room':5}");
        handle = stage.publish(5, 1, ALL);
        handle.notified.clear();
    }

    private List<Json> forward(String streams) {
        Json reply = stage.adminJson(HEAD + ",'streams':" + streams + "}");
        assertEquals("rtp_forward", reply.string("videoroom", ""), reply::toString);
        return reply.get("forwarders").orElseThrow().elements();
    }

    private ForwarderOptions options(int index) {
        return context.forwarders.get(index).options;
    }

    private String listed() {
        return stage.admin("{'request':'listforwarders','room':5}");
    }

    @Test
    void streamsAreForwardedAsTheyAreWanted() {
        List<Json> made =
                forward(
                        "[{'mid':'0','port':5002,'pt':111,'ssrc':5},"
                                + "{'mid':'1','port':5004,'rtcp_port':5005,'port_2':5006,"
                                + "'port_3':5008},{'mid':'2','port':6000,'rtcp_port':1,'pt':1},"
                                + "{'mid':'zzz','port':1}]");

        String host = "'host':'127.0.0.1','port':";
        assertEquals(
                List.of(
                        host + "5002,'type':'audio','pt':111,'ssrc':5}",
                        host
                                + "5004,'type':'video','local_rtcp_port':40002,"
                                + "'remote_rtcp_port':5005}",
                        host + "5006,'type':'video','substream':1}",
                        host + "5008,'type':'video','substream':2}",
                        host + "6000,'type':'data'}"),
                made.stream()
                        .map(one -> Stage.text(one).replaceFirst(".'stream_id':\\d+,", ""))
                        .toList());
        assertEquals(new Layers.Only(2), options(3).layers());
        assertFalse(options(4).dataInRtp());
        assertEquals(ForwarderOptions.SOURCE_SSRC, options(1).ssrc());
        assertSame(context.forwarders.getFirst(), handle.peer.track(0).links.getFirst().sink);
        assertSame(context.forwarders.get(4), handle.peer.data.links.getFirst().sink);
        assertEquals(5, handle.notified.size());
        assertTrue(
                Stage.text(handle.notified.getFirst())
                        .startsWith(
                                "{'event':'rtp_forward','room':5,'publisher_id':1,'media':'audio','codec':'opus',"));
    }

    @Test
    void simulcastForwardsTheBestWithOneSsrc() {
        forward("[{'mid':'1','port':5004,'port_2':5006,'simulcast':true}]");

        assertEquals(1, context.forwarders.size());
        assertInstanceOf(Layers.Best.class, options(0).layers());
        assertTrue(options(0).ssrc() > 0);
    }

    @Test
    void mediaIsEncryptedAndDataIsNot() {
        String key = Base64.getEncoder().encodeToString(new byte[30]);

        Json reply =
                stage.adminJson(
                        HEAD
                                + ",'srtp_suite':32,'srtp_crypto':'"
                                + key
                                + "','streams':[{'mid':'0','port':1},{'mid':'2','port':2}]}");

        assertTrue(reply.toString().contains("\"srtp\":true"));
        assertEquals(32, options(0).srtp().orElseThrow().tagBits());
        assertTrue(options(1).srtp().isEmpty());
        assertTrue(
                stage.admin(HEAD + ",'srtp_suite':80,'srtp_crypto':'!!'}")
                        .contains("'error_code':430"));
        assertTrue(
                stage.admin(HEAD + ",'srtp_suite':80,'srtp_crypto':'AAAA'}")
                        .contains("'error_code':430"));
    }

    @Test
    void theOldFormTakesTheFirstStreamOfEachKind() {
        int before = handle.peer.track(1).keyframes.get();

        Json reply =
                stage.adminJson(
                        HEAD
                                + ",'audio_port':5000,'audio_pt':100,'video_port':5002,"
                                + "'video_rtcp_port':5003,'video_port_2':5004,'data_port':6000}");

        String text = Stage.text(reply).replaceAll("(_stream_id(_2)?':)\\d+", "$1N");
        assertEquals(
                "{'publisher_id':1,'rtp_stream':{'audio_stream_id':N,'audio':5000,"
                        + "'video_stream_id':N,'video':5002,'video_rtcp':5003,"
                        + "'video_stream_id_2':N,'video_2':5004,'data_stream_id':N,'data':6000,"
                        + "'warning':'deprecated_api','host':'127.0.0.1'},'room':5,"
                        + "'videoroom':'rtp_forward'}",
                text);
        assertEquals(100, options(0).payloadType());
        assertEquals(before + 1, handle.peer.track(1).keyframes.get());
    }

    @Test
    void aForwarderIsStoppedByItsNumber() {
        long id = forward("[{'mid':'0','port':1}]").getFirst().integer("stream_id", 0);
        String stop =
                "{'request':'stop_rtp_forward','room':5,'publisher_id':1,'stream_id':" + id + "}";

        assertEquals(
                "{'videoroom':'stop_rtp_forward','room':5,'publisher_id':1,'stream_id':" + id + "}",
                stage.admin(stop));

        assertTrue(context.forwarders.getFirst().closed);
        assertTrue(handle.peer.track(0).openLinks().isEmpty());
        assertTrue(stage.admin(stop).contains("'error_code':428"));
        assertEquals("{'videoroom':'forwarders','room':5,'publishers':[]}", listed());
        assertEquals(
                "{'event':'stop_rtp_forward','room':5,'publisher_id':1,'stream_id':" + id + "}",
                Stage.text(handle.notified.getLast()));
    }

    @Test
    void forwardersOutliveRenegotiationAndDieWithTheStream() {
        forward("[{'mid':'0','port':1}]");

        handle.offer("{'request':'configure'}", ALL);
        assertFalse(context.forwarders.getFirst().closed);
        assertTrue(listed().contains("'port':1"));
        handle.down();

        assertTrue(context.forwarders.getFirst().closed);
        assertEquals("{'videoroom':'forwarders','room':5,'publishers':[]}", listed());
    }

    @Test
    void aForwarderOfADisabledStreamIsTiedWhenItComesAlive() {
        FakeHandle late = stage.publish(5, 2, "audio 0 opus sendonly", "video 1 vp8 inactive");
        stage.admin(
                HEAD.replace("'publisher_id':1", "'publisher_id':2")
                        + ",'streams':[{'mid':'1','port':1}]}");
        assertTrue(late.peer.track(1).links.isEmpty());

        late.offer("{'request':'configure'}", ALL);

        assertEquals(1, late.peer.track(1).openLinks().size());
    }

    @Test
    void whenSocketsRunOutTheRequestFails() {
        context.noSockets = true;

        assertEquals(
                "{'videoroom':'event','error_code':499,'error':'Can\u0027t forward: no sockets'}",
                stage.admin(HEAD + ",'streams':[{'mid':'0','port':1}]}"));
    }

    @Test
    void onePublisherHasSoManyForwarders() {
        for (int i = 0; i < Forwarding.LIMIT; i++) forward("[{'mid':'0','port':1}]");

        assertTrue(
                stage.admin(HEAD + ",'streams':[{'mid':'0','port':1}]}")
                        .contains("too many forwarders"));
        assertTrue(context.forwarders.getLast().closed);
    }

    // ---- To another server ----

    private static final String REMOTE =
            "{'request':'publish_remotely','room':5,'publisher_id':1,'remote_id':'x',"
                    + "'host':'127.0.0.1','port':7000,'rtcp_port':7001}";

    @Test
    void aPublisherGoesToAnotherServerWhole() {
        assertEquals(
                "{'videoroom':'success','room':5,'id':1,'remote_id':'x'}", stage.admin(REMOTE));

        assertEquals(
                List.of(1000L, 1010L, 1020L),
                context.forwarders.stream().map(f -> f.options.ssrc()).toList());
        assertTrue(options(2).dataInRtp());
        assertInstanceOf(Layers.Each.class, options(1).layers());
        assertEquals(7001, options(1).rtcpPort());
        assertEquals(
                "{'videoroom':'event','error_code':436,'error':'Remotization already exists (x)'}",
                stage.admin(REMOTE));
        for (String name : List.of("listremotes", "list_remotes")) {
            assertEquals(
                    "{'videoroom':'success','room':5,'id':1,'list':[{'remote_id':'x',"
                            + "'host':'127.0.0.1','port':7000,'rtcp_port':7001}]}",
                    stage.admin("{'request':'" + name + "','room':5,'publisher_id':1}"));
        }
        assertEquals(
                "{'videoroom':'forwarders','room':5,'publishers':[{'publisher_id':1,"
                        + "'forwarders':[]}]}",
                listed());
    }

    @Test
    void streamsAddedLaterGoToo() {
        stage.admin(REMOTE);

        handle.offer("{'request':'configure'}", ALL[0], ALL[1], ALL[2], "video 3 vp8 sendonly");

        assertEquals(4, context.forwarders.size());
        assertEquals(1030, options(3).ssrc());
    }

    @Test
    void theOtherServerIsForsaken() {
        stage.admin(REMOTE);

        assertEquals(
                "{'videoroom':'success','room':5,'id':1}",
                stage.admin(
                        "{'request':'unpublish_remotely','room':5,'publisher_id':1,"
                                + "'remote_id':'x'}"));

        assertTrue(context.forwarders.stream().allMatch(forwarder -> forwarder.closed));
        assertFalse(stage.admin(REMOTE).contains("error"));
    }

    @Test
    void withoutSocketsThereIsNoRemotization() {
        context.noSockets = true;
        assertTrue(stage.admin(REMOTE).contains("'error_code':499"));
        context.noSockets = false;

        assertFalse(stage.admin(REMOTE).contains("error"));
    }
}
