package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import io.cardea.spi.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManagementTest {
    private final Stage stage = new Stage();

    private static String error(int code, String text) {
        return Stage.text(
                Json.object().put("videoroom", "event").put("error_code", code).put("error", text));
    }

    /** A room 1 with a secret, a room 2 with a publisher, a remote and a dummy. */
    private void furnish() {
        stage.admin("{'request':'create','room':1,'secret':'s'}");
        stage.admin("{'request':'create','room':2,'dummy_publisher':true}");
        stage.publish(2, 7, "audio a opus sendonly", "video v vp8 sendonly");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {} | 429 | Missing mandatory element (request)
                    {'request':1} | 430 | Invalid element type (request should be a string)
                    {'request':'Foo'} | 423 | Unknown request 'foo'
                    {'request':'create','room':-1,'audiocodec':'x'} | 430 | Invalid element type (room should be a positive integer)
                    {'request':'create','description':1,'is_private':1} | 430 | Invalid element type (description should be a string)
                    {'request':'create','is_private':1} | 430 | Invalid element type (is_private should be a boolean)
                    {'request':'create','allowed':1} | 430 | Invalid element type (allowed should be an array)
                    {'request':'create','publishers':-1} | 430 | Invalid element type (publishers should be a positive integer)
                    {'request':'create','audiocodec':'opus,','allowed':[1]} | 430 | Invalid element (audiocodec can only be or contain opus, isac32, isac16, pcmu, pcma or g722)
                    {'request':'create','videocodec':' vp8'} | 430 | Invalid element (videocodec can only be or contain vp8, vp9, av1, h264 or h265)
                    {'request':'create','rec_format':'avi'} | 430 | Invalid element (rec_format can only be mjr, webm or both)
                    {'request':'create','room':1,'allowed':[1]} | 430 | Invalid element in the allowed array (not a string)
                    {'request':'create','room':1} | 427 | Room 1 already exists
                    {'request':'edit'} | 429 | Missing mandatory element (room)
                    {'request':'edit','room':1,'new_pin':1} | 430 | Invalid element type (new_pin should be a string)
                    {'request':'edit','room':9} | 426 | No such room (9)
                    {'request':'edit','room':1} | 429 | Missing mandatory element (secret)
                    {'request':'edit','room':1,'secret':1} | 430 | Invalid element type (secret should be a string)
                    {'request':'edit','room':1,'secret':'x'} | 433 | Unauthorized (wrong secret)
                    {'request':'destroy','room':'x'} | 430 | Invalid element type (room should be a positive integer)
                    {'request':'destroy','room':9} | 426 | No such room (9)
                    {'request':'destroy','room':1,'permanent':1} | 430 | Invalid element type (permanent should be a boolean)
                    {'request':'destroy','room':1,'secret':'x'} | 433 | Unauthorized (wrong secret)
                    {'request':'exists'} | 429 | Missing mandatory element (room)
                    {'request':'allowed','room':1} | 429 | Missing mandatory element (action)
                    {'request':'allowed','room':9,'action':'Zap'} | 430 | Unsupported action 'Zap' (allowed)
                    {'request':'allowed','room':9,'action':'add'} | 426 | No such room (9)
                    {'request':'allowed','room':1,'action':'add'} | 429 | Missing mandatory element (secret)
                    {'request':'allowed','room':2,'action':'add','allowed':[1]} | 430 | Invalid element in the allowed array (not a string)
                    {'request':'kick','room':'x'} | 429 | Missing mandatory element (id)
                    {'request':'kick','room':'x','id':1} | 426 | No such room (0)
                    {'request':'kick','room':1,'id':1,'secret':'x'} | 433 | Unauthorized (wrong secret)
                    {'request':'kick','room':2,'id':9} | 428 | No such user 9 in room 2
                    {'request':'moderate','id':1,'mid':'a'} | 429 | Missing mandatory element (mute)
                    {'request':'moderate','id':1,'mid':'a','mute':true} | 426 | No such room (0)
                    {'request':'moderate','room':2,'id':9,'mid':'a','mute':true} | 428 | No such user 9 in room 2
                    {'request':'moderate','room':2,'id':7,'mid':'z','mute':true} | 428 | No such stream z
                    {'request':'listparticipants','room':9} | 426 | No such room (9)
                    {'request':'enable_recording'} | 429 | Missing mandatory element (record)
                    {'request':'enable_recording','record':1} | 430 | Invalid element type (record should be a boolean)
                    {'request':'enable_recording','record':true} | 426 | No such room (0)
                    {'request':'enable_recording','room':1,'record':true} | 429 | Missing mandatory element (secret)
                    {'request':'rtp_forward'} | 429 | Missing mandatory element (host)
                    {'request':'rtp_forward','host':'h'} | 429 | Missing mandatory element (room)
                    {'request':'rtp_forward','host':'h','room':9,'publisher_id':1,'host_family':'f'} | 430 | Unsupported protocol family (f)
                    {'request':'rtp_forward','host':'h','room':2,'publisher_id':1,'streams':[{'mid':'a'}]} | 429 | Missing mandatory element (port)
                    {'request':'rtp_forward','host':'127.0.0.1','room':2,'publisher_id':1} | 428 | No such feed (1)
                    {'request':'rtp_forward','host':'127.0.0.1','room':2,'publisher_id':7,'srtp_suite':5,'srtp_crypto':'a'} | 430 | Invalid SRTP suite (5)
                    {'request':'rtp_forward','host':'','room':2,'publisher_id':7} | 430 | Could not resolve address ()...
                    {'request':'rtp_forward','host':'127.0.0.1','host_family':'ipv6','room':2,'publisher_id':7} | 430 | Could not resolve address (127.0.0.1)...
                    {'request':'stop_rtp_forward','room':2,'publisher_id':1} | 429 | Missing mandatory element (stream_id)
                    {'request':'stop_rtp_forward','room':2,'publisher_id':1,'stream_id':5} | 428 | No such feed (1)
                    {'request':'stop_rtp_forward','room':2,'publisher_id':7,'stream_id':5} | 428 | No such stream (5)
                    {'request':'listforwarders','room':1} | 429 | Missing mandatory element (secret)
                    {'request':'publish_remotely'} | 429 | Missing mandatory element (remote_id)
                    {'request':'publish_remotely','remote_id':'x','host':'h','port':0,'room':2,'publisher_id':7} | 430 | Invalid element (port must be a non-zero positive integer)
                    {'request':'publish_remotely','remote_id':'x','host':'h','port':70000,'room':2,'publisher_id':7} | 430 | Invalid element (port is no port)
                    {'request':'publish_remotely','remote_id':'x','host':'h','port':7,'room':2,'publisher_id':1} | 428 | No such feed (1)
                    {'request':'unpublish_remotely','remote_id':'x','room':2,'publisher_id':1} | 428 | No such publisher (1)
                    {'request':'unpublish_remotely','remote_id':'x','room':2,'publisher_id':7} | 428 | No such remotization (x)
                    {'request':'listremotes','room':2,'publisher_id':1} | 428 | No such publisher (1)
                    {'request':'add_remote_publisher','room':2,'streams':[]} | 430 | Invalid element value (streams can't be empty)
                    {'request':'add_remote_publisher','room':9,'streams':[{}]} | 429 | Missing mandatory element (mid)
                    {'request':'add_remote_publisher','room':9,'streams':[{'mid':'0','mindex':0,'type':'x'}]} | 430 | Invalid element value (type)
                    {'request':'add_remote_publisher','room':9,'streams':[{'mid':'0','mindex':0,'type':'audio'}]} | 429 | Missing mandatory element (codec)
                    {'request':'add_remote_publisher','room':9,'streams':[{'mid':'0','mindex':0,'type':'audio','codec':'x'}]} | 429 | Invalid element value (unsupported codec)
                    {'request':'add_remote_publisher','room':9,'streams':[{'mid':'0','mindex':0,'type':'data'}]} | 426 | No such room (9)
                    {'request':'add_remote_publisher','room':2,'id':7,'streams':[{'mid':'0','mindex':0,'type':'data'}]} | 436 | User ID 7 already exists
                    {'request':'update_remote_publisher','room':2,'id':7,'streams':[]} | 428 | No such remote publisher (7)
                    {'request':'remove_remote_publisher','room':2,'id':7} | 428 | No such remote publisher (7)
                    """)
    void refuses(String request, int code, String text) {
        furnish();

        assertEquals(error(code, text), stage.admin(request));
    }

    @Test
    void createdRoomsAreListedWithTheirSettings() {
        assertEquals(
                "{'videoroom':'created','room':5,'permanent':false}",
                stage.admin(
                        "{'request':'CREATE','room':5,'bitrate':5,'bitrate_cap':true,'opus_dtx':true,"
                                + "'rec_dir':'/r','audiolevel_event':true,'audio_level_average':0,"
                                + "'videocodec':'VP9,h264','vp9_profile':'2','pin':'p','secret':''}"));
        assertEquals(
                "{'videoroom':'success','list':[{'room':5,'description':'Room 5',"
                        + "'pin_required':true,'is_private':false,'max_publishers':3,'bitrate':64000,"
                        + "'bitrate_cap':true,'fir_freq':0,'require_pvtid':false,"
                        + "'require_e2ee':false,'dummy_publisher':false,'notify_joining':false,"
                        + "'audiocodec':'opus','videocodec':'vp9,h264','opus_fec':true,"
                        + "'opus_dtx':true,'record':false,'rec_dir':'/r','lock_record':false,"
                        + "'num_participants':0,'audiolevel_ext':true,'audiolevel_event':true,"
                        + "'audio_active_packets':100,'audio_level_average':25,"
                        + "'videoorient_ext':true,'playoutdelay_ext':true,"
                        + "'transport_wide_cc_ext':true,'subscriber_bwe':true}]}",
                stage.admin("{'request':'list'}"));
    }

    @Test
    void aRoomWithoutIdGetsOneOfItsOwn() {
        Json created = stage.adminJson("{'request':'create','room':0}");

        long id = created.get("room").orElseThrow().integer();
        assertTrue(id > 0 && id < 1L << 53);
        assertEquals("Room " + id, stage.room(id).settings().description());
        assertEquals(
                "{'videoroom':'success','room':0,'exists':false}",
                stage.admin("{'request':'exists','room':0}"));
        assertTrue(stage.adminJson("{'request':'exists','room':" + id + "}").bool("exists", false));
    }

    @Test
    void aRoomHasAtMostFiveCodecsOfAKindAndOpusNeedsOpus() {
        stage.admin(
                "{'request':'create','room':5,'videocodec':'vp8,vp9,h264,av1,h265,vp8',"
                        + "'audiocodec':'pcmu','h264_profile':'42e01f'}");

        RoomSettings.Media media = stage.room(5).settings().media();
        assertEquals(List.of("vp8", "vp9", "h264", "av1", "h265"), media.videoCodecs());
        assertFalse(media.opusFec());
    }

    @Test
    void editChangesWhatIsSaidAndNothingElse() {
        stage.admin("{'request':'create','room':5,'secret':'s','pin':'p','description':'d'}");

        assertEquals(
                "{'videoroom':'edited','room':5,'permanent':false}",
                stage.admin(
                        "{'request':'edit','room':5,'secret':'s','new_description':'','new_pin':'',"
                                + "'new_secret':'t','new_bitrate':200000,'new_fir_freq':7,"
                                + "'new_publishers':9,'new_lock_record':true,'new_rec_dir':'/d',"
                                + "'new_rec_format':'both','new_subscriber_bwe':false,"
                                + "'new_is_private':true,'new_require_pvtid':true}"));

        RoomSettings now = stage.room(5).settings();
        assertEquals("d", now.description());
        assertEquals("p", now.entry().pin().orElse(""));
        assertEquals("t", now.entry().secret().orElse(""));
        assertTrue(now.entry().requirePvtid() && now.isPrivate());
        assertEquals(200_000, now.media().bitrate());
        assertEquals(7, now.media().firFreq());
        assertEquals(9, now.media().publishers());
        assertFalse(now.media().subscriberBwe());
        assertTrue(now.record().locked());
        assertEquals(RecordingFormat.BOTH, now.record().format());
        assertEquals("/d", now.record().folder().orElse(""));
    }

    @Test
    void privateRoomsAreListedForTheAdminKeyAlone() {
        Settings settings = Settings.group("f", 0);
        settings.put("general", Settings.group("f", 1).put("admin_key", Stage.quoted("k")));
        Stage locked = new Stage(settings);
        assertEquals(
                error(429, "Missing mandatory element (admin_key)"),
                locked.admin("{'request':'create','room':5}"));
        assertEquals(
                error(433, "Unauthorized (wrong admin_key)"),
                locked.admin("{'request':'create','room':5,'admin_key':'x'}"));
        locked.admin("{'request':'create','room':5,'is_private':true,'admin_key':'k'}");

        assertEquals("{'videoroom':'success','list':[]}", locked.admin("{'request':'list'}"));
        assertEquals(
                error(433, "Unauthorized (wrong admin_key)"),
                locked.admin("{'request':'list','admin_key':'x'}"));
        Json all = locked.adminJson("{'request':'list','admin_key':'k'}");
        assertEquals(1, all.get("list").orElseThrow().elements().size());
    }

    @Test
    void forwardingMayNeedTheAdminKey() {
        Settings general = Settings.group("f", 1).put("admin_key", Stage.quoted("k"));
        general.put("lock_rtp_forward", Stage.scalar("true"));
        Stage locked = new Stage(Settings.group("f", 0).put("general", general));
        locked.admin("{'request':'create','room':5,'admin_key':'k'}");
        String missing = error(429, "Missing mandatory element (admin_key)");

        assertEquals(
                missing,
                locked.admin(
                        "{'request':'rtp_forward','room':5,'publisher_id':1,'host':'127.0.0.1'}"));
        assertEquals(
                missing,
                locked.admin(
                        "{'request':'stop_rtp_forward','room':5,'publisher_id':1,'stream_id':1}"));
        assertEquals(
                missing,
                locked.admin(
                        "{'request':'publish_remotely','room':5,'publisher_id':1,'host':'127.0.0.1',"
                                + "'port':5,'remote_id':'x'}"));
    }

    @Test
    void tokensAreKeptWhileTheyAreNotAsked() {
        stage.admin("{'request':'create','room':5}");
        assertEquals(
                "{'videoroom':'success','room':5,'allowed':['a','b']}",
                stage.admin("{'request':'allowed','room':5,'action':'add','allowed':['a','b']}"));
        assertEquals(
                "{'videoroom':'success','room':5,'allowed':['b']}",
                stage.admin("{'request':'allowed','room':5,'action':'remove','allowed':['a']}"));
        assertTrue(stage.room(5).admits(java.util.Optional.empty()));
        stage.admin("{'request':'allowed','room':5,'action':'Enable'}");
        assertFalse(stage.room(5).admits(java.util.Optional.empty()));
        assertTrue(stage.room(5).admits(java.util.Optional.of("b")));
        assertEquals(
                "{'videoroom':'success','room':5}",
                stage.admin("{'request':'allowed','room':5,'action':'disable'}"));
    }

    @Test
    void aDummyIsThereForJoinersAndCannotBeKicked() {
        stage.admin(
                "{'request':'create','room':5,'dummy_publisher':true,'audiocodec':'opus,pcmu',"
                        + "'videocodec':'vp8,h264','dummy_streams':[{'codec':'h264',"
                        + "'fmtp':'profile-level-id=42e01f'},{'codec':'opus',"
                        + "'fmtp':'useinbandfec=1;stereo=1'},{'codec':'av1'}]}");
        FakeHandle joiner = stage.handle();

        Json joined = joiner.ask("{'request':'join','ptype':'publisher','room':5,'id':1}");

        Json dummy = joined.get("publishers").orElseThrow().elements().getFirst();
        assertEquals(
                "[{'type':'audio','mindex':0,'mid':'0','codec':'opus','stereo':true,'fec':true},"
                        + "{'type':'video','mindex':1,'mid':'1','codec':'h264',"
                        + "'h264_profile':'42e01f'}]",
                Stage.text(dummy.get("streams").orElseThrow()));
        assertEquals("Dummy publisher", dummy.string("display", ""));
        assertTrue(dummy.bool("dummy", false));
        assertEquals(
                error(428, "Can't kick dummy users"),
                stage.admin(
                        "{'request':'kick','room':5,'id':" + dummy.get("id").orElseThrow() + "}"));
        stage.admin("{'request':'destroy','room':5}");
        assertTrue(stage.plugin.rooms().all().isEmpty());
    }

    @Test
    void stringIdsAreStringsEverywhere() {
        Settings general = Settings.group("f", 1).put("string_ids", Stage.scalar("true"));
        Stage strings = new Stage(Settings.group("f", 0).put("general", general));

        assertEquals(
                "{'videoroom':'created','room':'r','permanent':false}",
                strings.admin("{'request':'create','room':'r','dummy_publisher':true}"));
        assertEquals(
                error(430, "Invalid element type (room should be a string)"),
                strings.admin("{'request':'exists','room':1}"));
        FakeHandle handle = strings.handle();
        Json joined = handle.ask("{'request':'join','ptype':'publisher','room':'r'}");
        assertEquals(36, joined.string("id", "").length());
        Json participants = strings.adminJson("{'request':'listparticipants','room':'r'}");
        Json dummy = participants.get("participants").orElseThrow().elements().getFirst();
        assertTrue(Long.parseLong(dummy.string("id", "")) > 0);
        assertTrue(strings.adminJson("{'request':'create'}").string("room", "").length() == 36);
    }

    @Test
    void eventHandlersHearOfRooms() {
        stage.admin("{'request':'create','room':5}");
        stage.admin("{'request':'edit','room':5}");
        stage.admin("{'request':'destroy','room':5}");

        assertEquals(
                List.of(
                        "{'event':'created','room':5}",
                        "{'event':'edited','room':5}",
                        "{'event':'destroyed','room':5}"),
                stage.context.notified.stream().map(Stage::text).toList());
    }

    @Test
    void eventHandlersHearNothingIfTheSettingsSaySo() {
        Settings general = Settings.group("f", 1).put("events", Stage.scalar("no"));
        Stage quiet = new Stage(Settings.group("f", 0).put("general", general));

        quiet.admin("{'request':'create','room':5}");

        assertTrue(quiet.context.notified.isEmpty());
    }
}
