package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Settings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoomsFileTest {
    private final Settings file = Settings.group("janus.plugin.videoroom.jcfg", 0);

    private static Settings room() {
        return Settings.group("f", 3);
    }

    @Test
    void readsWhatJanusReadsAndSkipsWhatIsNoRoom() {
        file.put("general", Settings.group("f", 1));
        file.put(
                "room-1234",
                room().put("description", Stage.quoted("Demo Room"))
                        .put("secret", Stage.quoted("adminpwd"))
                        .put("publishers", Stage.scalar("6"))
                        .put("bitrate", Stage.scalar("128000"))
                        .put("fir_freq", Stage.scalar("10"))
                        .put("record", Stage.scalar("false"))
                        .put("videocodec", Stage.quoted("vp9, nonsense,h264"))
                        .put("video_svc", Stage.scalar("true"))
                        .put("is_private", Stage.quoted("Yes")));
        file.put("5", room());
        file.put("room-0", room());
        file.put("room-x", room());
        file.put("room-5", room().put("description", Stage.quoted("twice")));
        file.put("room-6", room().put("bitrate", Stage.quoted("much")));

        Stage stage = new Stage(file);

        assertEquals(
                List.of("5", "6", "1234"),
                stage.plugin.rooms().all().stream().map(room -> room.id().toString()).toList());
        RoomSettings demo = stage.room(1234).settings();
        assertEquals("Demo Room", demo.description());
        assertEquals("adminpwd", demo.entry().secret().orElse(""));
        assertEquals(6, demo.media().publishers());
        assertEquals(128_000, demo.media().bitrate());
        assertEquals(10, demo.media().firFreq());
        assertEquals(List.of("vp9", "h264"), demo.media().videoCodecs());
        assertTrue(demo.isPrivate());
        assertEquals("5", stage.room(5).settings().description());
    }

    @Test
    void aPermanentRoomIsWrittenAndTheRestIsKept() {
        file.put("general", Settings.group("f", 1).put("events", Stage.scalar("true")));
        file.put(
                "room-7",
                room().put("description", Stage.quoted("old"))
                        .put("house_colour", Stage.quoted("red")));
        Stage stage = new Stage(file);

        stage.admin("{'request':'edit','room':7,'new_description':'new','permanent':true}");
        assertEquals(
                "{'videoroom':'created','room':8,'permanent':true}",
                stage.admin(
                        "{'request':'create','room':8,'permanent':true,'allowed':['t'],"
                                + "'dummy_streams':[{'codec':'opus'}],'opus_dtx':true}"));
        Settings saved = stage.context.saved.getLast();
        assertEquals(Set.of("general", "room-7", "room-8"), saved.members().keySet());
        assertEquals("red", saved.section("room-7").string("house_colour", ""));
        assertEquals("new", saved.section("room-7").string("description", ""));
        assertTrue(saved.section("room-8").bool("opus_dtx", false));
        assertFalse(saved.section("room-8").get("dummy_streams").isPresent());
        assertFalse(saved.section("room-8").get("allowed").isPresent());

        assertEquals(
                "{'videoroom':'destroyed','room':7,'permanent':true}",
                stage.admin("{'request':'destroy','room':7,'permanent':true}"));
        assertEquals(Set.of("general", "room-8"), stage.context.saved.getLast().members().keySet());
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        Stage stage = new Stage(file);
        stage.admin(
                "{'request':'create','room':8,'permanent':true,'pin':'p','secret':'s',"
                        + "'audiocodec':'opus,pcmu','videocodec':'vp9,h264','vp9_profile':'2',"
                        + "'h264_profile':'42e01f','rec_format':'webm','rec_dir':'/r','record':true,"
                        + "'publishers':9,'bitrate':70000,'fir_freq':3,'subscriber_bwe':false,"
                        + "'transport_wide_cc_ext':false,'audio_level_average':40}");

        Stage again = new Stage(stage.context.saved.getLast());

        assertEquals(stage.room(8).settings(), again.room(8).settings());
    }

    @Test
    void aReloadOpensNewRoomsAndChangesWhatMayChange() {
        file.put(
                "room-1",
                room().put("description", Stage.quoted("One"))
                        .put("publishers", Stage.scalar("3"))
                        .put("bitrate", Stage.scalar("128000"))
                        .put("videocodec", Stage.quoted("vp8")));
        file.put("room-2", room().put("description", Stage.quoted("Two")));
        Stage stage = new Stage(file);
        stage.admin("{'request':'edit','room':1,'new_publishers':9}");

        Settings fresh = Settings.group("janus.plugin.videoroom.jcfg", 0);
        fresh.put(
                "room-1",
                room().put("description", Stage.quoted("First"))
                        .put("publishers", Stage.scalar("3"))
                        .put("bitrate", Stage.scalar("256000"))
                        .put("videocodec", Stage.quoted("h264")));
        fresh.put("room-3", room().put("description", Stage.quoted("Three")));
        Set<String> taken = stage.plugin.reload(fresh);

        RoomSettings one = stage.room(1).settings();
        assertEquals("First", one.description());
        assertEquals(256_000, one.media().bitrate());
        assertEquals(9, one.media().publishers(), "edited since, and the same in the file");
        assertEquals(List.of("vp8"), one.media().videoCodecs());
        assertEquals("Three", stage.room(3).settings().description());
        assertTrue(stage.plugin.rooms().find(Id.of(2)).isPresent(), "nobody is put out");
        assertTrue(taken.contains("room-1.bitrate"));
        assertTrue(taken.contains("room-3.description"));
        assertFalse(taken.contains("room-1.videocodec"));
    }

    @Test
    void withoutAFileNothingIsPermanent() {
        Stage stage = new Stage();
        stage.context.canSave = false;
        stage.admin("{'request':'create','room':5}");

        String text =
                "{'videoroom':'event','error_code':499,'error':'No configuration file, can't ";
        assertEquals(
                text + "create permanent room'}",
                stage.admin("{'request':'create','room':5,'permanent':true}"));
        assertEquals(
                text + "edit room permanently'}",
                stage.admin("{'request':'edit','room':5,'permanent':true}"));
        assertEquals(
                text + "destroy room permanently'}",
                stage.admin("{'request':'destroy','room':5,'permanent':true}"));
        assertTrue(stage.plugin.rooms().find(Id.of(5)).isPresent());
    }

    @Test
    void aDiskThatRefusesLeavesTheRoomButNotPermanent() {
        Stage stage = new Stage();
        stage.context.full = true;

        assertEquals(
                "{'videoroom':'created','room':5,'permanent':false}",
                stage.admin("{'request':'create','room':5,'permanent':true}"));
        assertTrue(stage.plugin.rooms().find(Id.of(5)).isPresent());
    }
}
