package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RemotePublisherTest {
    private static final String ADD =
            "{'request':'add_remote_publisher','room':5,'id':77,'display':'far','streams':["
                    + "{'type':'audio','mid':'x','mindex':9,'codec':'opus','fec':true,'dtx':true,"
                    + "'audiolevel_ext_id':3},"
                    + "{'type':'video','mid':'y','mindex':3,'codec':'h264','simulcast':true},"
                    + "{'type':'video','mid':'z','mindex':1,'codec':'vp8'},"
                    + "{'type':'data','mid':'d','mindex':2}]}";

    private final Stage stage = new Stage();
    private FakeHandle other = stage.handle();

    @BeforeEach
    void room() {
        stage.admin("{'request':'create','room':5,'videocodec':'h264','audiolevel_event':true}");
        other = stage.join(5, 1);
    }

    private FakeContext.FakeRemote remote() {
        return stage.context.remotes.getFirst();
    }

    @Test
    void aPublisherOfAnotherServerIsLikeOneOfOurs() {
        assertEquals(
                "{'videoroom':'success','room':5,'id':77,'port':10000,'rtcp_port':10002}",
                stage.admin(ADD));

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':5,'publishers':[{'id':77,'display':'far',"
                                + "'audio_codec':'opus','video_codec':'h264','streams':["
                                + "{'type':'audio','mindex':0,'mid':'0','codec':'opus','fec':true},"
                                + "{'type':'video','mindex':1,'mid':'1','codec':'h264',"
                                + "'h264_profile':'42e01f','simulcast':true},"
                                + "{'type':'video','mindex':2,'mid':'2','disabled':true},"
                                + "{'type':'data','mindex':3,'mid':'3'}]}]}"),
                other.events());
        assertEquals(
                "{'videoroom':'participants','room':5,'participants':[{'id':1,"
                        + "'publisher':false},{'id':77,'display':'far','remote':true,"
                        + "'publisher':true,'talking':false}]}",
                stage.admin("{'request':'listparticipants','room':5}"));
        assertEquals(3, remote().formats.get(0).extensions().get(HeaderExtensions.AUDIO_LEVEL));
        assertTrue(remote().formats.get(1).simulcast());
        assertFalse(remote().tracks.containsKey(2));
        assertTrue(stage.publisher(5, 77).streams().get(3).data().isPresent());
        remote().tracks.get(0).level(10);
        assertTrue(other.events().getFirst().contains("'talking'"));
    }

    @Test
    void whatAServerSaysOfAPublisherAnotherUnderstands() {
        stage.admin("{'request':'create','room':6,'videocodec':'vp8'}");
        FakeHandle local = stage.join(6, 1);
        Json own =
                local.offer(
                                "{'request':'publish'}",
                                "audio 0 opus sendonly opus=useinbandfec=1",
                                "video 1 vp8 sendonly",
                                "video 2 vp8 inactive")
                        .data();

        Json reply =
                stage.plugin.admin(
                        Stage.json("{'request':'add_remote_publisher','room':6,'id':2}")
                                .put("streams", own.get("streams").orElseThrow()));

        assertEquals("success", reply.string("videoroom", ""), reply::toString);
        List<PublisherStream> streams = stage.publisher(6, 2).streams();
        assertTrue(streams.get(0).opusFec() && streams.get(0).hasLevel());
        assertTrue(streams.get(2).isDisabled());
    }

    @Test
    void whereItListensIsSaidWhenItWasAsked() {
        Json reply =
                stage.adminJson(
                        ADD.replace(
                                "'room':5",
                                "'room':5,'iface':'10.0.0.1','mcast':'224.0.0.1','port':4000,"
                                        + "'rtcp_port':4001"));

        assertEquals("10.0.0.1", reply.string("ip", ""));
        assertEquals(4000, reply.integer("port", 0));
        assertEquals(4001, reply.integer("rtcp_port", 0));
        assertEquals("224.0.0.1", remote().options.multicastGroup());
    }

    @Test
    void withoutPortsThereIsNoRemotePublisher() {
        stage.context.noSockets = true;

        assertTrue(stage.admin(ADD).contains("'error_code':499"));
        assertEquals(1, stage.room(5).members().size());
    }

    @Test
    void aTakenIdIsRefused() {
        stage.admin(ADD);

        assertEquals(
                "{'videoroom':'event','error_code':436,'error':'User ID 77 already exists'}",
                stage.admin(ADD));
        assertEquals(1, stage.context.remotes.size());
    }

    @Test
    void anUpdateChangesDescriptionsAndAddsStreams() {
        stage.admin(ADD);
        other.events();
        String update =
                "{'request':'update_remote_publisher','room':5,'id':77,'display':'farther',"
                        + "'metadata':{},'streams':[";

        assertEquals("{'videoroom':'success'}", stage.admin(update + "]}"));
        assertTrue(other.events().isEmpty());
        assertEquals(Optional.of("farther"), stage.publisher(5, 77).display());
        stage.admin(
                update
                        + "{'type':'audio','mid':'0','mindex':0,'codec':'opus',"
                        + "'description':'x'},{'type':'audio','mid':'4','mindex':4,"
                        + "'codec':'opus'}]}");

        String event = other.events().getFirst();
        assertTrue(event.contains("'description':'x'"), event);
        assertTrue(event.contains("{'type':'audio','mindex':4,'mid':'4','codec':'opus'}"), event);
        assertTrue(remote().tracks.containsKey(4));
        stage.admin(
                update
                        + "{'type':'audio','mid':'0','mindex':0,'codec':'opus',"
                        + "'description':'x'}]}");
        assertTrue(other.events().isEmpty());
        stage.admin(update + "{'type':'audio','mid':'0','mindex':0,'disabled':true}]}");
        assertTrue(stage.publisher(5, 77).streams().getFirst().isDisabled());
        assertEquals(
                "{'videoroom':'event','error_code':430,'error':'Invalid element value (mindex)'}",
                stage.admin(update + "{'type':'data','mid':'9','mindex':9}]}"));
    }

    @Test
    void aRemotePublisherIsRemoved() {
        stage.admin(ADD);
        other.events();

        assertEquals(
                "{'videoroom':'success'}",
                stage.admin("{'request':'remove_remote_publisher','room':5,'id':77}"));

        assertEquals(
                List.of("{'videoroom':'event','room':5,'display':'far','leaving':77}"),
                other.events());
        assertTrue(remote().closed);
        assertEquals(0, remote().tracks.get(0).meters());
        assertEquals(1, stage.room(5).members().size());
    }

    @Test
    void aKickedRemotePublisherIsRemovedToo() {
        stage.admin(ADD);
        other.events();

        stage.admin("{'request':'kick','room':5,'id':77}");

        assertEquals(
                List.of("{'videoroom':'event','room':5,'display':'far','kicked':77}"),
                other.events());
        assertTrue(remote().closed);
    }

    @Test
    void aDestroyedRoomFreesItsPorts() {
        stage.admin(ADD);

        stage.admin("{'request':'destroy','room':5}");

        assertTrue(remote().closed);
    }

    @Test
    void aRemotePublisherGoesNoFurther() {
        stage.admin(ADD);

        assertEquals(
                "{'videoroom':'event','error_code':430,"
                        + "'error':'Only local publishers can be remotized'}",
                stage.admin(
                        "{'request':'publish_remotely','room':5,'publisher_id':77,"
                                + "'remote_id':'x','host':'127.0.0.1','port':7000}"));
    }

    @Test
    void aRemotePublisherCountsAsOne() {
        stage.admin("{'request':'edit','room':5,'new_publishers':1}");
        stage.admin(ADD);

        assertTrue(
                Stage.text(other.offer("{'request':'publish'}", "audio 0 opus sendonly").data())
                        .contains("'error_code':432"));
    }
}
