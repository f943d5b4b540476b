package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.Event;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublisherTest {
    private static final String AUDIO =
            "audio a pcmu,opus sendonly opus=useinbandfec=1;usedtx=1;stereo=1";
    private static final String VIDEO = "video v vp8,vp9,h264 sendrecv vp9=profile-id=2";

    private final Stage stage = new Stage();

    @BeforeEach
    void room() {
        stage.admin(
                "{'request':'create','room':5,'videocodec':'vp9,vp8','audiocodec':'opus,pcmu'}");
    }

    private static String error(int code, String text) {
        return "{'videoroom':'event','error_code':" + code + ",'error':'" + text + "'}";
    }

    private static String ask(FakeHandle handle, String body) {
        return Stage.text(handle.ask(body));
    }

    // ---- Joining ----

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {'request':'configure'} | 424 | Invalid request on unconfigured participant
                    {'request':'start'} | 424 | Invalid request on unconfigured participant
                    {'request':'join'} | 429 | Missing mandatory element (room)
                    {'request':'join','room':'x'} | 430 | Invalid element type (room should be a positive integer)
                    {'request':'join','room':5} | 429 | Missing mandatory element (ptype)
                    {'request':'join','room':9,'ptype':'x'} | 426 | No such room (9)
                    {'request':'join','room':5,'ptype':'x'} | 430 | Invalid element (ptype)
                    {'request':'join','room':5,'ptype':'publisher','display':1,'id':'x'} | 430 | Invalid element type (display should be a string)
                    {'request':'join','room':5,'ptype':'publisher','metadata':1} | 430 | Invalid element type (metadata should be an object)
                    {'request':'join','room':5,'ptype':'publisher','id':'x'} | 430 | Invalid element type (id should be a positive integer)
                    {'request':'join','room':5,'ptype':'publisher','id':1} | 436 | User ID 1 already exists
                    {'request':'join','room':6,'ptype':'publisher'} | 429 | Missing mandatory element (pin)
                    {'request':'join','room':6,'ptype':'publisher','pin':'x'} | 433 | Unauthorized (wrong pin)
                    {'request':'join','room':6,'ptype':'publisher','pin':'p'} | 433 | Unauthorized (not in the allowed list)
                    {'request':'join','room':6,'ptype':'publisher','pin':'p','token':'z'} | 433 | Unauthorized (not in the allowed list)
                    {'request':'join','room':7,'ptype':'publisher','token':'z'} | 433 | Unauthorized (wrong token)
                    {'request':'joinandconfigure','room':5,'ptype':'publisher','bitrate':'x'} | 430 | Invalid element type (bitrate should be a positive integer)
                    """)
    void refusesToLetIn(String request, int code, String text) {
        stage.context.signedTokens = true;
        stage.admin("{'request':'create','room':6,'pin':'p','allowed':['t']}");
        stage.admin("{'request':'create','room':7,'signed_tokens':true}");
        stage.join(5, 1);

        assertEquals(error(code, text), ask(stage.handle(), request));
        assertEquals(1, stage.room(5).members().size());
    }

    @Test
    void letsInWhoHasWhatItTakes() {
        stage.context.signedTokens = true;
        stage.admin("{'request':'create','room':6,'pin':'p','allowed':['t']}");
        stage.admin("{'request':'create','room':7,'signed_tokens':true}");

        stage.join(6, 1, "'pin':'p','token':'t'");
        stage.join(7, 1, "'token':'signed room=7'");

        assertEquals(1, stage.room(6).members().size());
    }

    @Test
    void signedTokensAreNotAskedWhenTheServerHasNone() {
        stage.admin("{'request':'create','room':7,'signed_tokens':true}");

        stage.join(7, 1);
    }

    @Test
    void aJoinerFindsWhoPublishesAndOthersHearOfJoinersIfTheRoomSaysSo() {
        stage.admin("{'request':'create','room':6,'notify_joining':true}");
        FakeHandle first = stage.join(6, 1, "'display':'a'");
        FakeHandle second = stage.publish(6, 2, "audio 0 opus sendonly", "data 1 none sendrecv");
        FakeHandle third = stage.handle();

        String joined =
                ask(
                        third,
                        "{'request':'join','ptype':'publisher','room':6,'id':3,"
                                + "'metadata':{'x':1},'audio_active_packets':50,"
                                + "'audio_level_average':0}");

        long privateId = stage.publisher(6, 3).privateId();
        assertEquals(
                "{'videoroom':'joined','room':6,'description':'Room 6','id':3,'private_id':"
                        + privateId
                        + ",'publishers':[{'id':2,'audio_codec':'opus','streams':[{'type':'audio',"
                        + "'mindex':0,'mid':'0','codec':'opus','talking':false},{'type':'data',"
                        + "'mindex':1,'mid':'1'}],'talking':false}],'audio_active_packets':50,"
                        + "'attendees':[{'id':1,'display':'a'}]}",
                joined);
        assertEquals(
                "{'videoroom':'event','room':6,'joining':{'id':3,'metadata':{'x':1}}}",
                first.events().getLast());
        assertEquals(1, second.events().size());
        assertEquals(
                "{'videoroom':'participants','room':6,'participants':[{'id':1,'display':'a',"
                        + "'publisher':false},{'id':2,'publisher':true,'talking':false},"
                        + "{'id':3,'metadata':{'x':1},'publisher':false}]}",
                stage.admin("{'request':'listparticipants','room':6}"));
    }

    @Test
    void aPublisherKeepsItsRole() {
        FakeHandle handle = stage.join(5, 1);

        assertEquals(
                error(425, "Already in as a publisher on this handle"),
                ask(handle, "{'request':'join','ptype':'publisher','room':5}"));
        for (String name : List.of("start", "pause", "subscribe", "switch", "update")) {
            assertEquals(
                    error(423, "Unknown request \u0027" + name + "\u0027"),
                    ask(handle, "{'request':'" + name + "'}"));
        }
    }

    // ---- Publishing ----

    @Test
    void anOfferIsAnsweredByTheRoomsCodecs() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.join(5, 1, "'display':'a'");

        Event event =
                handle.offer(
                        "{'request':'publish','descriptions':[{'mid':'a','description':'mic'}]}",
                        AUDIO,
                        VIDEO,
                        "data d none sendrecv",
                        "video r vp8 recvonly",
                        "video x h264 sendonly",
                        "video i vp8 inactive");

        assertEquals(
                "{'videoroom':'event','room':5,'configured':'ok','audio_codec':'opus',"
                        + "'video_codec':'vp9','streams':[{'type':'audio','mindex':0,'mid':'a',"
                        + "'description':'mic','codec':'opus','stereo':true,'fec':true,"
                        + "'audiolevel_ext_id':5},{'type':'video','mindex':1,'mid':'v',"
                        + "'codec':'vp9','videoorient_ext_id':5,'playoutdelay_ext_id':6},"
                        + "{'type':'data','mindex':2,'mid':'d'},"
                        + "{'type':'video','mindex':3,'mid':'r','disabled':true},"
                        + "{'type':'video','mindex':4,'mid':'x','disabled':true},"
                        + "{'type':'video','mindex':5,'mid':'i','disabled':true}]}",
                Stage.text(event.data()));
        assertEquals("VideoRoom 5", handle.peer.sessionName);
        assertEquals(
                List.of("recvonly", "recvonly", "sendrecv", "inactive", "inactive", "inactive"),
                handle.peer.choices.stream().map(Choice::direction).toList());
        assertEquals("useinbandfec=1;stereo=1", handle.peer.choices.getFirst().fmtp());
        assertTrue(other.events().isEmpty());

        handle.up();

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':5,'publishers':[{'id':1,'display':'a',"
                                + "'audio_codec':'opus','video_codec':'vp9','streams':["
                                + "{'type':'audio','mindex':0,'mid':'a','description':'mic',"
                                + "'codec':'opus','stereo':true,'fec':true},"
                                + "{'type':'video','mindex':1,'mid':'v','codec':'vp9'},"
                                + "{'type':'data','mindex':2,'mid':'d'},"
                                + "{'type':'video','mindex':3,'mid':'r','disabled':true},"
                                + "{'type':'video','mindex':4,'mid':'x','disabled':true},"
                                + "{'type':'video','mindex':5,'mid':'i','disabled':true}]}]}"),
                other.events());
        assertTrue(handle.faults.isEmpty());
    }

    @Test
    void aKindThatCannotComeHasTheCodecNone() {
        FakeHandle handle = stage.join(5, 1);

        Json reply = handle.offer("{'request':'publish'}", "video v h264 sendonly").data();

        assertEquals("none", reply.string("video_codec", ""));
        assertFalse(reply.has("audio_codec"));
        assertEquals(1, stage.publisher(5, 1).streams().size());
    }

    @Test
    void aPublisherMayChooseAmongTheRoomsCodecsForNewStreams() {
        FakeHandle handle = stage.join(5, 1);
        String publish = "{'request':'publish','audiocodec':'PCMU','videocodec':'vp8'}";

        Json reply = handle.offer(publish, AUDIO, VIDEO).data();
        handle.up();
        Json again =
                handle.offer("{'request':'configure','videocodec':'vp9'}", AUDIO, VIDEO).data();

        assertEquals("pcmu", reply.string("audio_codec", ""));
        assertEquals("vp8", reply.string("video_codec", ""));
        assertEquals("vp8", again.string("video_codec", ""));
        assertEquals(
                error(430, "Video codec unavailable in this room"),
                Stage.text(
                        handle.offer("{'request':'configure','videocodec':'av1'}", VIDEO).data()));
        assertEquals(
                error(430, "Audio codec unavailable in this room"),
                Stage.text(handle.offer("{'request':'configure','audiocodec':'x'}", AUDIO).data()));
        assertEquals(
                "{'videoroom':'event','room':5,'configured':'ok'}",
                ask(handle, "{'request':'configure','audiocodec':'x'}"));
    }

    @Test
    void theRoomsProfileIsWantedWhereItIsOffered() {
        stage.admin("{'request':'create','room':6,'videocodec':'vp9','vp9_profile':'2'}");
        FakeHandle with = stage.publish(6, 1, "video v vp9 sendonly vp9=profile-id=2");
        FakeHandle without = stage.publish(6, 2, "video v vp9 sendonly vp9=profile-id=0");

        assertEquals("2", with.peer.choices.getFirst().videoProfile());
        assertEquals("", without.peer.choices.getFirst().videoProfile());
        assertEquals(Optional.of("2"), stage.publisher(6, 1).streams().getFirst().vp9Profile());
    }

    @Test
    void opusDoesWhatRoomAndOfferAllow() {
        stage.admin("{'request':'create','room':6,'opus_fec':false,'opus_dtx':true}");
        FakeHandle all = stage.publish(6, 1, AUDIO);
        FakeHandle none = stage.publish(6, 2, "audio a opus sendonly opus=minptime=10");

        assertEquals("usedtx=1;stereo=1", all.peer.choices.getFirst().fmtp());
        assertEquals("none", none.peer.choices.getFirst().fmtp());
    }

    @Test
    void extensionsAreTakenAsTheRoomHasThem() {
        stage.admin(
                "{'request':'create','room':6,'audiolevel_ext':false,'videoorient_ext':false,"
                        + "'playoutdelay_ext':false,'transport_wide_cc_ext':false}");
        FakeHandle handle = stage.publish(6, 1, AUDIO, "video v vp8 sendonly");

        List<String> bare =
                List.of(HeaderExtensions.MID, HeaderExtensions.RID, HeaderExtensions.REPAIRED_RID);
        assertEquals(bare, handle.peer.choices.getFirst().extensions());
        assertEquals(4, handle.peer.choices.getLast().extensions().size());
        assertEquals(
                List.of(),
                stage.publisher(6, 1).streams().stream()
                        .filter(PublisherStream::hasLevel)
                        .toList());
    }

    @Test
    void simulcastAndSvcAreWhatTheDescriptionSays() {
        FakeHandle handle = stage.join(5, 1);
        Jsep offer =
                FakeHandle.offer(
                        false,
                        "[{'mindex':0,'rids':['h','m','l']}]",
                        "[{'mindex':1},{'mindex':2}]",
                        "video s vp8 sendonly",
                        "video c vp9 sendonly",
                        "video n vp8 sendonly");

        handle.ask("{'request':'publish'}", Optional.of(offer));

        List<PublisherStream> streams = stage.publisher(5, 1).streams();
        assertTrue(streams.get(0).isSimulcast());
        assertTrue(streams.get(1).isSvc());
        assertFalse(streams.get(2).isSvc());
    }

    @Test
    void onlySoManyPublish() {
        stage.admin("{'request':'edit','room':5,'new_publishers':1}");
        FakeHandle first = stage.publish(5, 1, AUDIO);
        FakeHandle second = stage.join(5, 2);
        String full = error(432, "Maximum number of publishers (1) already reached");

        assertEquals(full, Stage.text(second.offer("{'request':'publish'}", AUDIO).data()));
        first.ask("{'request':'unpublish'}");
        assertFalse(second.offer("{'request':'publish'}", AUDIO).data().has("error"));
        assertEquals(full, Stage.text(first.offer("{'request':'publish'}", AUDIO).data()));
    }

    @Test
    void whoHasAPlaceKeepsItWhenThereAreFewer() {
        FakeHandle first = stage.publish(5, 1, AUDIO);
        stage.publish(5, 2, AUDIO);
        stage.admin("{'request':'edit','room':5,'new_publishers':1}");

        assertFalse(first.offer("{'request':'configure'}", AUDIO, VIDEO).data().has("error"));
    }

    @Test
    void aRefusedOfferTakesNoPlace() {
        stage.admin("{'request':'edit','room':5,'new_publishers':1}");
        FakeHandle first = stage.join(5, 1);
        assertEquals(
                error(437, "Error parsing offer: bad"),
                Stage.text(first.offer("{'request':'publish'}", "bad").data()));
        assertEquals(
                error(437, "Can\u0027t offer an SDP with no stream"),
                Stage.text(first.offer("{'request':'publish'}").data()));
        FakeHandle second = stage.join(5, 2);

        assertFalse(second.offer("{'request':'publish'}", AUDIO).data().has("error"));
    }

    @Test
    void anEncryptedRoomTakesEncryptedMediaOnly() {
        stage.admin("{'request':'create','room':6,'require_e2ee':true}");
        FakeHandle handle = stage.join(6, 1);
        assertEquals(
                error(433, "Room requires end-to-end encrypted media"),
                Stage.text(handle.offer("{'request':'publish'}", AUDIO).data()));

        Event event =
                handle.ask(
                        "{'request':'publish'}",
                        Optional.of(FakeHandle.offer(true, "[]", "[]", AUDIO)));

        assertTrue(event.jsep().orElseThrow().endToEndEncrypted());
        assertTrue(stage.publisher(6, 1).isEndToEndEncrypted());
        assertTrue(handle.describe().bool("e2ee", false));
        handle.down();
        assertFalse(stage.publisher(6, 1).isEndToEndEncrypted());
    }

    @Test
    void anAnswerFromAPublisherIsRefused() {
        FakeHandle handle = stage.join(5, 1);

        assertEquals(
                error(431, "Unknown SDP type \u0027answer\u0027"),
                Stage.text(
                        handle.ask("{'request':'configure'}", Optional.of(FakeHandle.answer(AUDIO)))
                                .data()));
    }

    @Test
    void joiningAndPublishingInOneGivesOneReply() {
        FakeHandle handle = stage.handle();

        Event event =
                handle.offer(
                        "{'request':'joinandconfigure','ptype':'publisher','room':5,'id':1,"
                                + "'bitrate':70000}",
                        AUDIO);

        assertEquals("joined", event.data().string("videoroom", ""));
        assertEquals("opus", event.data().string("audio_codec", ""));
        assertTrue(event.data().has("publishers") && event.data().has("streams"));
        assertTrue(event.jsep().isPresent());
        assertEquals(70_000, handle.peer.limitBps);
    }

    @Test
    void aBadOfferDoesNotUndoTheJoin() {
        FakeHandle handle = stage.handle();
        String join = "{'request':'joinandconfigure','ptype':'publisher','room':5,'id':1}";

        assertEquals(
                error(437, "Error parsing offer: bad"),
                Stage.text(handle.offer(join, "bad").data()));
        assertEquals(error(425, "Already in as a publisher on this handle"), ask(handle, join));
        stage.join(5, 2);
        stage.admin("{'request':'kick','room':5,'id':2}");
        assertTrue(handle.events().getLast().contains("kicked"));
    }

    @Test
    void aCodecThatTheRoomLacksIsRefusedBeforeJoining() {
        FakeHandle handle = stage.handle();

        handle.offer(
                "{'request':'joinandconfigure','ptype':'publisher','room':5,'audiocodec':'x'}",
                AUDIO);

        assertTrue(stage.room(5).members().isEmpty());
    }

    @Test
    void renegotiationIsAnnouncedAfterTheReply() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        PublisherStream before = stage.publisher(5, 1).streams().getFirst();
        other.events();

        handle.offer("{'request':'configure'}", AUDIO.replace("audio a", "audio z"), VIDEO);

        assertTrue(other.events().getLast().contains("'mid':'z'"));
        assertSame(before, stage.publisher(5, 1).streams().getFirst());
        assertEquals(
                error(434, "Can\u0027t publish, already published"),
                ask(handle, "{'request':'publish'}"));
    }

    @Test
    void unpublishingEndsTheMediaAndNotTheMembership() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        other.events();

        assertEquals(
                "{'videoroom':'event','room':5,'unpublished':'ok'}",
                ask(handle, "{'request':'unpublish'}"));

        assertEquals(List.of("{'videoroom':'event','room':5,'unpublished':1}"), other.events());
        assertEquals(1, handle.hangups.get());
        assertTrue(stage.publisher(5, 1).streams().isEmpty());
        assertEquals(
                error(435, "Can\u0027t unpublish, not published"),
                ask(handle, "{'request':'unpublish'}"));
        assertFalse(handle.offer("{'request':'publish'}", AUDIO).data().has("error"));
    }

    @Test
    void aLostPeerConnectionIsAsGoodAsUnpublishing() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        other.events();

        handle.down();
        handle.down();

        assertEquals(List.of("{'videoroom':'event','room':5,'unpublished':1}"), other.events());
        assertFalse(stage.publisher(5, 1).isStarted());
    }

    @Test
    void leavingIsForGoodAndSilencesTheMedia() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        FakeTrack track = handle.peer.track(0);
        other.events();

        assertEquals(
                "{'videoroom':'event','room':5,'leaving':'ok'}",
                ask(handle, "{'request':'leave'}"));

        assertEquals(List.of("{'videoroom':'event','room':5,'leaving':1}"), other.events());
        assertTrue(track.held);
        assertEquals(0, handle.hangups.get());
        isOut(handle);
        handle.down();
        handle.detach();
        assertTrue(other.events().isEmpty());
    }

    private static void isOut(FakeHandle handle) {
        assertEquals(
                error(425, "Not in a room (create a new handle)"),
                ask(handle, "{'request':'join','ptype':'publisher','room':5}"));
        for (String name : List.of("configure", "publish", "unpublish", "leave")) {
            assertEquals(error(426, "No such room"), ask(handle, "{'request':'" + name + "'}"));
        }
    }

    @Test
    void detachingSaysUnpublishedAndLeaving() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.join(5, 1, "'display':'a'");

        handle.detach();

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':5,'display':'a','unpublished':1}",
                        "{'videoroom':'event','room':5,'display':'a','leaving':1}"),
                other.events());
        assertEquals(1, stage.room(5).members().size());
    }

    @Test
    void aRequestThatWaitsWhenTheHandleGoesBringsNobodyIn() {
        FakeHandle handle = stage.handle();

        handle.execute(() -> {
            handle.send(
                    FakeHandle.json("{'request':'join','ptype':'publisher','room':5,'id':1}"),
                    Optional.empty());
            handle.detach();
        });

        assertEquals(0, stage.room(5).members().size());
        assertTrue(handle.faults.isEmpty());
    }

    // ---- Being thrown out ----

    @Test
    void whoIsKickedIsOutAndOthersKnow() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        other.events();

        assertEquals("{'videoroom':'success'}", stage.admin("{'request':'kick','room':5,'id':1}"));

        assertEquals(
                List.of("{'videoroom':'event','room':5,'leaving':'ok','reason':'kicked'}"),
                handle.events());
        assertEquals(List.of("{'videoroom':'event','room':5,'kicked':1}"), other.events());
        assertEquals(1, handle.hangups.get());
        assertTrue(handle.describe().get("streams").orElseThrow().elements().isEmpty());
        isOut(handle);
    }

    @Test
    void aDestroyedRoomThrowsEverybodyOut() {
        FakeHandle attendee = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        attendee.events();

        assertEquals(
                "{'videoroom':'destroyed','room':5,'permanent':false}",
                stage.admin("{'request':'destroy','room':5}"));

        assertEquals(List.of("{'videoroom':'destroyed','room':5}"), handle.events());
        assertEquals(List.of("{'videoroom':'destroyed','room':5}"), attendee.events());
        assertEquals(1, handle.hangups.get());
        assertEquals(1, attendee.hangups.get());
        isOut(handle);
        isOut(attendee);
    }

    // ---- Configuring ----

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {'request':'configure','bitrate':-1} | 430 | Invalid element type (bitrate should be a positive integer)
                    {'request':'configure','keyframe':1} | 430 | Invalid element type (keyframe should be a boolean)
                    {'request':'configure','record':1} | 430 | Invalid element type (record should be a boolean)
                    {'request':'configure','rec_format':'x'} | 430 | Invalid element (rec_format can only be mjr, webm or both)
                    {'request':'configure','descriptions':1,'bitrate':'x'} | 430 | Invalid element type (descriptions should be an array)
                    {'request':'configure','descriptions':[{'mid':'a'}]} | 429 | Missing mandatory element (description)
                    {'request':'configure','streams':[{'mid':'z'}]} | 428 | No such mid 'z' published
                    {'request':'configure','mid':'z'} | 428 | No such mid 'z' published
                    {'request':'configure','streams':[{'mid':1}]} | 430 | Invalid element type (mid should be a string)
                    {'request':'configure','streams':[{'min_delay':'x'}]} | 430 | Invalid element type (min_delay should be an integer)
                    {'request':'configure','streams':[{'mid':'a'},{'send':true}]} | 430 | Invalid value (mid can't be null in a streams array)
                    """)
    void refusesToConfigure(String request, int code, String text) {
        FakeHandle handle = stage.publish(5, 1, AUDIO);

        assertEquals(error(code, text), ask(handle, request));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {'request':'configure','streams':1}
                    {'request':'configure','streams':[1]}
                    {'request':'configure','audio_level_average':'x'}
                    {'request':'configure','mid':1,'send':1}
                    {'request':'configure','descriptions':[{'mid':'z','description':'x'}]}
                    """)
    void overlooksWhatJanusOverlooks(String request) {
        FakeHandle handle = stage.publish(5, 1, AUDIO);

        assertEquals("{'videoroom':'event','room':5,'configured':'ok'}", ask(handle, request));
    }

    @Test
    void sendHoldsAStreamBack() {
        FakeHandle handle = stage.publish(5, 1, AUDIO, VIDEO);

        handle.ask("{'request':'configure','streams':[{'mid':'a','send':false}]}");
        assertTrue(handle.peer.track(0).held);
        assertFalse(handle.peer.track(1).held);
        handle.ask("{'request':'configure','mid':'a','send':true}");
        assertFalse(handle.peer.track(0).held);
        handle.ask("{'request':'configure','send':false}");
        assertFalse(handle.peer.track(0).held);
        handle.ask("{'request':'configure','video':false}");
        assertTrue(handle.peer.track(1).held);
    }

    @Test
    void moderationOutlivesWhatThePublisherWantsAndEverybodyHears() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO, VIDEO);
        other.events();
        String muted = "{'videoroom':'event','room':5,'id':1,'mid':'a','moderation':'muted'}";

        assertEquals(
                "{'videoroom':'success'}",
                stage.admin("{'request':'moderate','room':5,'id':1,'mid':'a','mute':true}"));
        stage.admin("{'request':'moderate','room':5,'id':1,'mid':'a','mute':true}");

        assertEquals(List.of(muted, muted), handle.events());
        assertEquals(List.of(muted, muted), other.events());
        handle.ask("{'request':'configure','mid':'a','send':true}");
        assertTrue(handle.peer.track(0).held);
        assertTrue(
                stage.handle()
                        .ask("{'request':'join','ptype':'publisher','room':5}")
                        .toString()
                        .contains("\"moderated\":true"));
        stage.admin("{'request':'moderate','room':5,'id':1,'mid':'a','mute':false}");
        assertFalse(handle.peer.track(0).held);
        assertEquals(
                "{'videoroom':'moderated','room':5,'id':1,'mid':'a','moderation':'unmuted'}",
                Stage.text(handle.notified.getLast()));
    }

    @Test
    void keyframesAreAskedOfVideo() {
        FakeHandle handle = stage.publish(5, 1, AUDIO, VIDEO);
        int before = handle.peer.track(1).keyframes.get();

        handle.ask("{'request':'configure','keyframe':true}");

        assertEquals(before + 1, handle.peer.track(1).keyframes.get());
        assertEquals(0, handle.peer.track(0).keyframes.get());
    }

    @Test
    void playoutDelayIsAWishForVideo() {
        FakeHandle handle = stage.publish(5, 1, AUDIO, VIDEO);

        handle.ask("{'request':'configure','min_delay':4}");

        PublisherStream video = stage.publisher(5, 1).streams().get(1);
        assertEquals(new PlayoutDelay(4, 4), video.delay());
        assertEquals(PlayoutDelay.NONE, stage.publisher(5, 1).streams().getFirst().delay());
        handle.ask("{'request':'configure','streams':[{'mid':'v','max_delay':2}]}");
        assertEquals(new PlayoutDelay(2, 2), video.delay());
        handle.ask("{'request':'configure','max_delay':-1}");
        assertFalse(video.delay().isSet());
    }

    @Test
    void theBitrateIsCappedAtOnceAndAHardCapIsHard() {
        stage.admin("{'request':'create','room':6,'bitrate':100000,'bitrate_cap':true}");
        FakeHandle capped = stage.publish(6, 1, AUDIO);
        assertEquals(100_000, capped.peer.limitBps);
        capped.ask("{'request':'configure','bitrate':70000}");
        assertEquals(70_000, capped.peer.limitBps);
        capped.ask("{'request':'configure','bitrate':700000}");
        assertEquals(100_000, capped.peer.limitBps);
        capped.ask("{'request':'configure','bitrate':0}");
        assertEquals(100_000, capped.peer.limitBps);

        FakeHandle free = stage.publish(5, 1, AUDIO);
        assertEquals(-1, free.peer.limitBps);
        free.ask("{'request':'configure','bitrate':700000}");
        assertEquals(700_000, free.peer.limitBps);
        free.ask("{'request':'configure','bitrate':0}");
        assertEquals(0, free.peer.limitBps);
    }

    @Test
    void aNewNameIsToldUnlessItIsTheFirst() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.join(5, 1);

        handle.ask("{'request':'configure','display':'a','metadata':{'x':1}}");
        assertTrue(other.events().isEmpty());
        handle.ask("{'request':'configure','metadata':{'x':1}}");
        assertTrue(other.events().isEmpty());
        handle.ask("{'request':'configure','display':'b'}");
        handle.ask("{'request':'configure','metadata':{'x':2}}");

        assertEquals(
                List.of(
                        "{'videoroom':'event','id':1,'display':'b','metadata':{'x':1}}",
                        "{'videoroom':'event','id':1,'metadata':{'x':2}}"),
                other.events());
    }

    @Test
    void aNewDescriptionIsAnnounced() {
        FakeHandle other = stage.join(5, 2);
        FakeHandle handle = stage.publish(5, 1, AUDIO);
        other.events();

        handle.ask("{'request':'configure','descriptions':[{'mid':'a','description':'x'}]}");

        assertTrue(other.events().getFirst().contains("'description':'x'"));
    }

    // ---- What happens by itself ----

    @Test
    void talkingIsHeardByEverybodyOnChange() {
        stage.admin("{'request':'create','room':6,'audiolevel_event':true}");
        FakeHandle other = stage.join(6, 2);
        FakeHandle handle = stage.publish(6, 1, AUDIO);
        FakeTrack track = handle.peer.track(0);
        other.events();
        assertEquals(100, track.meterPackets);

        track.level(12.5);
        track.level(13);
        track.level(60);

        List<String> expected =
                List.of(
                        "{'videoroom':'talking','room':6,'id':1,'mindex':0,'mid':'a',"
                                + "'audio-level-dBov-avg':12.5}",
                        "{'videoroom':'stopped-talking','room':6,'id':1,'mindex':0,'mid':'a',"
                                + "'audio-level-dBov-avg':60.0}");
        assertEquals(expected, other.events());
        assertEquals(expected, handle.events());
        handle.ask("{'request':'configure','audio_active_packets':10,'audio_level_average':70}");
        assertEquals(10, track.meterPackets);
        assertEquals(1, track.meters());
        track.level(60);
        assertTrue(other.events().getFirst().contains("'talking'"));
        handle.ask("{'request':'unpublish'}");
        assertEquals(0, track.meters());
    }

    @Test
    void nobodyListensForTalkWhereNobodyWantsToKnow() {
        FakeHandle handle = stage.publish(5, 1, AUDIO);

        assertEquals(0, handle.peer.track(0).meters());
    }

    @Test
    void keyframesAreAskedInTheRoomsRhythm() {
        stage.admin("{'request':'create','room':6,'fir_freq':10}");
        FakeHandle handle = stage.publish(6, 1, AUDIO, "video v vp8 sendonly");
        FakeTrack video = handle.peer.track(1);
        int before = video.keyframes.get();

        stage.context.scheduler.advance(25, TimeUnit.SECONDS);

        assertEquals(before + 2, video.keyframes.get());
        handle.down();
        assertEquals(0, stage.context.scheduler.running());
    }

    @Test
    void lossOnTheWayToUsIsToldToThePublisher() {
        FakeHandle handle = stage.publish(5, 1, AUDIO);

        handle.slowLink("a", "audio", true);
        handle.slowLink("a", "audio", false);

        assertEquals(List.of("{'videoroom':'slow_link','current-bitrate':0}"), handle.events());
    }

    @Test
    void whatIsSeenOfAPublisherIsItsState() {
        FakeHandle handle = stage.handle();
        assertEquals("{'hangingup':0,'destroyed':0}", Stage.text(handle.describe()));
        handle = stage.publish(5, 1, AUDIO, VIDEO);
        handle.ask("{'request':'configure','display':'a','min_delay':1}");

        long privateId = stage.publisher(5, 1).privateId();
        assertEquals(
                "{'type':'publisher','room':5,'id':1,'private_id':"
                        + privateId
                        + ",'display':'a','bitrate':0,'streams':[{'type':'audio','mindex':0,"
                        + "'mid':'a','codec':'opus','subscribers':0},{'type':'video','mindex':1,"
                        + "'mid':'v','codec':'vp9','playout-delay':{'min-delay':1,"
                        + "'max-delay':1},'subscribers':0}],'hangingup':0,'destroyed':0}",
                Stage.text(handle.describe()));
    }

    @Test
    void eventHandlersHearOfPublishers() {
        FakeHandle handle = stage.join(5, 1, "'display':'a','audio_level_average':9");
        long privateId = stage.publisher(5, 1).privateId();
        handle.offer("{'request':'publish'}", AUDIO);
        handle.up();
        handle.ask("{'request':'unpublish'}");
        handle.ask("{'request':'leave'}");

        assertEquals(
                List.of(
                        "{'event':'joined','room':5,'id':1,'display':'a','private_id':"
                                + privateId
                                + ",'audio_level_average':9}",
                        "{'event':'configured','room':5,'id':1,'bitrate':0}",
                        "{'event':'published','room':5,'id':1,'display':'a','streams':["
                                + "{'type':'audio','mindex':0,'mid':'a','codec':'opus'}]}",
                        "{'event':'unpublished','room':5,'id':1,'display':'a'}",
                        "{'event':'leaving','room':5,'id':1,'display':'a'}"),
                handle.notified.stream().map(Stage::text).toList());
    }
}
