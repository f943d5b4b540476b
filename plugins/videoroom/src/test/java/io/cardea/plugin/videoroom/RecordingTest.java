package io.cardea.plugin.videoroom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.RecorderOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordingTest {
    private static final String[] ALL = {
        "audio 0 opus sendonly", "video 1 vp8 sendonly", "data 2 none sendrecv"
    };

    private final Stage stage = new Stage();
    private final FakeContext context = stage.context;

    private List<String> names() {
        return context.recorders.stream().map(FakeContext.FakeRecorder::path).toList();
    }

    private List<String> open() {
        return context.recorders.stream()
                .filter(recorder -> !recorder.closed)
                .map(FakeContext.FakeRecorder::path)
                .toList();
    }

    @Test
    void aRecordedRoomRecordsEveryStreamFromTheAnswerOn() {
        stage.admin("{'request':'create','room':5,'record':true,'rec_dir':'/r'}");
        FakeHandle handle = stage.join(5, 1);

        handle.offer(
                "{'request':'publish','filename':'f','descriptions':[{'mid':'0',"
                        + "'description':'mic'}]}",
                ALL);

        assertEquals(List.of("/r/f-audio-0.mjr", "/r/f-video-1.mjr", "/r/f-data-2.mjr"), names());
        RecorderOptions audio = context.recorders.getFirst().options;
        assertEquals("opus", audio.codec());
        assertEquals("mic", audio.description());
        assertTrue(audio.extensions().containsValue(HeaderExtensions.AUDIO_LEVEL));
        assertEquals("text", context.recorders.getLast().options.codec());
        assertEquals(1, handle.peer.track(1).keyframes.get());
        assertEquals(1, handle.peer.data.openLinks().size());
        assertEquals(
                "/r/f-audio-0.mjr",
                handle.describe()
                        .get("streams")
                        .orElseThrow()
                        .elements()
                        .getFirst()
                        .string("recording", ""));
    }

    @Test
    void aHangupEndsTheFilesAndForgetsTheName() {
        stage.admin("{'request':'create','room':5,'record':true}");
        FakeHandle handle = stage.join(5, 1);
        handle.offer("{'request':'publish','filename':'f'}", ALL);

        handle.down();

        assertTrue(open().isEmpty());
        assertTrue(handle.peer.data.openLinks().isEmpty());
        handle.offer("{'request':'publish'}", ALL);
        assertTrue(names().getLast().startsWith("videoroom-5-user-1-"), names()::getLast);
        assertTrue(names().getLast().endsWith("-data-2.mjr"));
    }

    @Test
    void aPublisherStartsAndStopsItsOwn() {
        stage.admin("{'request':'create','room':5}");
        FakeHandle handle = stage.publish(5, 1, ALL);
        assertTrue(names().isEmpty());

        handle.ask("{'request':'configure','record':true,'filename':'a'}");
        assertEquals(3, open().size());
        handle.ask("{'request':'configure','record':true}");
        assertEquals(3, names().size());
        handle.ask("{'request':'configure','record':false}");
        assertTrue(open().isEmpty());
        handle.ask("{'request':'configure','record':true,'filename':'b'}");
        assertEquals(List.of("b-audio-0.mjr", "b-video-1.mjr", "b-data-2.mjr"), open());
    }

    @Test
    void aLockedRecordingNeedsTheSecret() {
        stage.admin("{'request':'create','room':5,'lock_record':true,'secret':'s'}");
        FakeHandle handle = stage.publish(5, 1, ALL);

        assertFalse(handle.ask("{'request':'configure','record':true}").has("error"));
        assertFalse(handle.ask("{'request':'configure','record':true,'secret':'x'}").has("error"));
        assertTrue(names().isEmpty());
        handle.ask("{'request':'configure','record':true,'secret':'s'}");
        assertEquals(3, open().size());
    }

    @Test
    void aRoomsRecordingIsSwitchedForEverybody() {
        stage.admin("{'request':'create','room':5}");
        stage.publish(5, 1, ALL);
        FakeHandle attendee = stage.join(5, 2);

        assertEquals(
                "{'videoroom':'success','record':true}",
                stage.admin("{'request':'enable_recording','room':5,'record':true}"));
        assertEquals(3, open().size());
        attendee.offer("{'request':'publish'}", ALL);
        assertEquals(6, open().size());
        stage.admin("{'request':'enable_recording','room':5,'record':false}");
        assertTrue(open().isEmpty());
        assertFalse(stage.room(5).settings().record().on());
    }

    @Test
    void streamsAddedLaterAreRecordedToo() {
        stage.admin("{'request':'create','room':5,'record':true}");
        FakeHandle handle = stage.join(5, 1);
        handle.offer("{'request':'publish','filename':'f'}", ALL[0]);

        handle.offer("{'request':'configure'}", ALL[0], ALL[1]);

        assertEquals(List.of("f-audio-0.mjr", "f-video-1.mjr"), open());
    }

    @Test
    void disabledStreamsAreNotRecorded() {
        stage.admin("{'request':'create','room':5,'record':true}");
        FakeHandle handle = stage.join(5, 1);

        handle.offer("{'request':'publish','filename':'f'}", ALL[0], "video 1 vp8 recvonly");

        assertEquals(List.of("f-audio-0.mjr"), open());
    }

    @Test
    void oneFileThatPlaysHasSoundAndPicture() {
        stage.admin("{'request':'create','room':5,'record':true,'rec_format':'webm'}");
        FakeHandle handle = stage.join(5, 1, "'display':'Ann'");

        handle.offer("{'request':'publish','filename':'f'}", ALL);

        assertTrue(names().isEmpty());
        FakeContext.FakeMovie movie = context.movies.getFirst();
        assertEquals("f", movie.options.name());
        assertEquals("opus", movie.options.audioCodec());
        assertEquals("vp8", movie.options.videoCodec());
        assertEquals("Ann", movie.options.title());
        assertSame(movie.audio, handle.peer.track(0).links.getFirst().sink);
        assertSame(movie.video, handle.peer.track(1).links.getFirst().sink);
        handle.up();
        handle.ask("{'request':'unpublish'}");
        assertTrue(movie.closed);
        assertTrue(context.movies.size() == 1);
    }

    @Test
    void bothMeansBothAndARequestMayChoose() {
        stage.admin("{'request':'create','room':5}");
        FakeHandle handle = stage.publish(5, 1, ALL);

        handle.ask("{'request':'configure','record':true,'rec_format':'both','filename':'f'}");

        assertEquals(3, open().size());
        assertEquals(1, context.movies.size());
        stage.admin("{'request':'enable_recording','room':5,'record':true,'rec_format':'webm'}");
        assertEquals(RecordingFormat.WEBM, stage.room(5).settings().record().format());
        stage.publish(5, 2, ALL);
        assertEquals(2, context.movies.size());
        assertEquals(3, open().size());
    }

    @Test
    void aDiskThatFillsUpEndsOneFileAndSaysSo() {
        stage.admin("{'request':'create','room':5,'record':true,'rec_format':'both'}");
        FakeHandle handle = stage.publish(5, 1, ALL);
        handle.notified.clear();

        context.recorders.get(1).onFailure.accept("full");
        context.movies.getFirst().onFailure.accept("full too");

        assertEquals(
                List.of(
                        "{'videoroom':'event','room':5,'recording':'failed','mid':'1',"
                                + "'error':'full'}",
                        "{'videoroom':'event','room':5,'recording':'failed','error':'full too'}"),
                handle.events());
        assertEquals(
                List.of(
                        "{'event':'recording-failed','room':5,'id':1,'mid':'1','error':'full'}",
                        "{'event':'recording-failed','room':5,'id':1,'error':'full too'}"),
                handle.notified.stream().map(Stage::text).toList());
        assertEquals(2, open().size());
        assertTrue(context.movies.getFirst().closed);
        assertTrue(handle.peer.track(1).openLinks().isEmpty());
        assertTrue(stage.publisher(5, 1).isStarted());
    }

    @Test
    void aDiskThatIsFullFromTheStartHarmsNothingElse() {
        stage.admin("{'request':'create','room':5,'record':true}");
        context.full = true;
        FakeHandle handle = stage.join(5, 1);

        assertFalse(handle.offer("{'request':'publish'}", ALL[0]).data().has("error"));

        assertTrue(handle.events().getFirst().contains("'recording':'failed'"));
        handle.up();
        assertTrue(stage.publisher(5, 1).isStarted());
    }

    @Test
    void aMutedStreamOfDataIsHeldBack() {
        stage.admin("{'request':'create','room':5,'record':true}");
        FakeHandle handle = stage.publish(5, 1, ALL);

        handle.ask("{'request':'configure','mid':'2','send':false}");
        assertFalse(handle.peer.data.links.getFirst().active);
        handle.ask("{'request':'configure','mid':'2','send':true}");
        assertTrue(handle.peer.data.links.getFirst().active);
    }

    @Test
    void encryptedMediaIsMarked() {
        stage.admin("{'request':'create','room':5,'record':true}");
        FakeHandle handle = stage.join(5, 1);

        handle.ask(
                "{'request':'publish'}",
                Optional.of(
                        FakeHandle.offer(true, "[]", "[{'mindex':0}]", "video 0 vp8 sendonly")));

        assertTrue(context.recorders.getFirst().options.endToEndEncrypted());
        handle.ask("{'request':'configure','record':false}");
        handle.ask("{'request':'configure','record':true,'rec_format':'webm'}");
        assertTrue(context.movies.isEmpty());
        assertTrue(handle.events().toString().contains("'recording':'failed'"));
    }
}
