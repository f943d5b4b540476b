package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.spi.Event;
import io.cardea.spi.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandleTest {
    private GatewayRig rig = new GatewayRig();
    private long handle = rig.attach();

    private List<String> message(String rest) {
        return request("'message'," + rest);
    }

    private List<String> request(String nameAndRest) {
        String request =
                "{'janus':" + nameAndRest + ",'transaction':'t','session_id':7,'handle_id':";
        return rig.ask(rig.client, request + handle + "}").stream()
                .map(text -> text.replace('"', '\'').replace(Long.toString(handle), "H"))
                .toList();
    }

    private List<String> happen(PeerEvent event) {
        rig.connections.getFirst().owner.onPeerEvent(event);
        rig.threads.runAll();
        return rig.client.take().stream()
                .map(text -> text.replace('"', '\'').replace(Long.toString(handle), "H"))
                .toList();
    }

    private static String error(int code, String reason) {
        return "{'janus':'error','session_id':7,'transaction':'t','error':{'code':"
                + code
                + ",'reason':'"
                + reason
                + "'}}";
    }

    @Test
    void aSynchronousAnswerComesAtOnce() {
        assertEquals(
                List.of(
                        "{'janus':'success','session_id':7,'transaction':'t','sender':H,"
                                + "'plugindata':{'plugin':'janus.plugin.fake',"
                                + "'data':{'fake':'now'}}}"),
                message("'body':{'do':'now'}"));
    }

    @Test
    void theAckGoesBeforeTheEvent() {
        assertEquals(
                List.of(
                        "{'janus':'ack','session_id':7,'transaction':'t'}",
                        "{'janus':'event','session_id':7,'transaction':'t','sender':H,"
                                + "'plugindata':{'plugin':'janus.plugin.fake',"
                                + "'data':{'fake':'later'}}}"),
                message("'body':{'do':'later'}"));
    }

    @Test
    void theAckCarriesAHint() {
        assertEquals(
                "{'janus':'ack','session_id':7,'transaction':'t','hint':'wait'}",
                message("'body':{'do':'hint'}").getFirst());
    }

    @Test
    void whatComesAfterAnEventComesAfterIt() {
        assertEquals(
                List.of(
                        "{'janus':'ack','session_id':7,'transaction':'t'}",
                        "{'janus':'event','session_id':7,'transaction':'t','sender':H,"
                                + "'plugindata':{'plugin':'janus.plugin.fake',"
                                + "'data':{'fake':'then'}}}",
                        "{'janus':'event','session_id':7,'sender':H,"
                                + "'plugindata':{'plugin':'janus.plugin.fake',"
                                + "'data':{'fake':'then'}}}"),
                message("'body':{'do':'then'}"));
    }

    @Test
    void anAnswerTravelsWithItsEvent() {
        assertEquals(
                "{'janus':'event','session_id':7,'transaction':'t','sender':H,"
                        + "'plugindata':{'plugin':'janus.plugin.fake','data':{'fake':'answer'}},"
                        + "'jsep':{'type':'answer','sdp':'v=0 answer','e2ee':true}}",
                message("'body':{'do':'answer'},'jsep':{'type':'offer','sdp':'x','e2ee':true}")
                        .get(1));
    }

    @Test
    void aPluginsFailuresAreCoreErrors() {
        assertEquals(
                List.of(error(462, "No session associated with this handle...")),
                message("'body':{'do':'fail'}"));
        assertEquals(
                List.of(error(462, "Plugin returned a severe (unknown) error")),
                message("'body':{'do':'throw'}"));
        assertEquals(
                List.of(error(462, "Plugin returned an invalid JSON response")),
                message("'body':{'do':'array'}"));
    }

    @Test
    void afterAFaultTheHandleGoesOn() {
        assertEquals(1, message("'body':{'do':'fault'}").size());
        assertEquals(2, message("'body':{'do':'later'}").size());
    }

    @Test
    void aPluginThatRefusesIsNotAttached() {
        rig.plugin.refuses = true;

        assertEquals(
                "{'janus':'error','session_id':7,'transaction':'t','error':{'code':461,"
                        + "'reason':'Couldn't attach to plugin: error '-1''}}",
                rig.ask(
                        "{'janus':'attach','transaction':'t','session_id':7,"
                                + "'plugin':'janus.plugin.fake'}"));
    }

    @Test
    void theOpaqueIdIsInEventsIfWanted() {
        rig = new GatewayRig("general: { opaqueid_in_api = true }");
        handle = rig.attach();

        assertTrue(message("'body':{'do':'later'}").get(1).contains("'sender':H,'opaque_id':'o'"));
        assertTrue(message("'body':{'do':'now'}").get(0).contains("'sender':H,'opaque_id':'o'"));
    }

    @Test
    void aHangupWithoutPeerConnectionTellsThePluginOnce() {
        List<String> ok = List.of("{'janus':'success','session_id':7,'transaction':'t'}");

        assertEquals(ok, request("'hangup'"));
        assertEquals(ok, request("'hangup'"));

        assertEquals(List.of("down Janus API"), rig.plugin.heard);
    }

    @Test
    void aHangupIsAnEventAfterThePluginKnows() {
        message("'body':{},'jsep':{'type':'offer','sdp':'x'}");

        assertEquals(
                List.of(
                        "{'janus':'success','session_id':7,'transaction':'t'}",
                        "{'janus':'hangup','session_id':7,'sender':H,'reason':'Janus API'}"),
                request("'hangup'"));
        assertEquals(List.of("down Janus API"), rig.plugin.heard);
    }

    @Test
    void aSecondDescriptionIsAnUpdate() {
        String offer = "'body':{},'jsep':{'type':'offer','sdp':'x'}";

        assertTrue(message(offer).getFirst().contains("'update':false"));
        assertTrue(message(offer).getFirst().contains("'update':true"));
    }

    @Test
    void detachIsAnsweredFirstAndThenTold() {
        message("'body':{},'jsep':{'type':'offer','sdp':'x'}");

        assertEquals(
                List.of(
                        "{'janus':'success','session_id':7,'transaction':'t'}",
                        "{'janus':'detached','session_id':7,'sender':H}"),
                request("'detach'"));
        assertEquals(List.of("close"), rig.plugin.heard);
        assertTrue(request("'detach'").getFirst().contains("'code':459"));
    }

    @Test
    void aPluginMayCloseThePeerConnection() {
        message("'body':{},'jsep':{'type':'offer','sdp':'x'}");

        assertEquals(
                "{'janus':'hangup','session_id':7,'sender':H,'reason':'Close PC'}",
                message("'body':{'do':'close'}").get(1));
    }

    @Test
    void aPluginMayEndTheHandle() {
        message("'body':{},'jsep':{'type':'offer','sdp':'x'}");

        List<String> got = message("'body':{'do':'end'}");

        assertEquals(
                List.of(
                        "{'janus':'hangup','session_id':7,'sender':H,'reason':'Close PC'}",
                        "{'janus':'detached','session_id':7,'sender':H}"),
                got.subList(1, got.size()));
    }

    @Test
    void whatIsPushedAfterTheEndIsDropped() {
        request("'detach'");

        rig.plugin.handles.getFirst().push(Event.of(Json.object()));
        rig.threads.runAll();

        assertTrue(rig.client.take().isEmpty());
    }

    @Test
    void peerEventsBecomeJanusEvents() {
        assertEquals(
                List.of("{'janus':'webrtcup','session_id':7,'sender':H}"),
                happen(new PeerEvent.Connected("none")));
        assertEquals(
                List.of(
                        "{'janus':'media','session_id':7,'sender':H,'mid':'0','type':'audio',"
                                + "'receiving':true}"),
                happen(new PeerEvent.Media(0, "0", MediaKind.AUDIO, -1, true, 0)));
        assertEquals(
                List.of(
                        "{'janus':'media','session_id':7,'sender':H,'mid':'1','type':'video',"
                                + "'substream':2,'receiving':false,'seconds':3}"),
                happen(new PeerEvent.Media(1, "1", MediaKind.VIDEO, 2, false, 3)));
        assertEquals(
                List.of(
                        "{'janus':'media','session_id':7,'sender':H,'mid':'0','type':'audio',"
                                + "'receiving':false}"),
                happen(new PeerEvent.Media(0, "0", MediaKind.AUDIO, -1, false, 1)));
        assertEquals(
                List.of(
                        "{'janus':'slowlink','session_id':7,'sender':H,'mid':'1','media':'video',"
                                + "'uplink':true,'lost':9}"),
                happen(new PeerEvent.SlowLink(1, "1", MediaKind.VIDEO, true, 9)));
        assertEquals(
                List.of("{'janus':'ice-failed','session_id':7,'sender':H}"),
                happen(new PeerEvent.IceFailed()));
        happen(new PeerEvent.DataChannelOpen("d", ""));
        happen(new PeerEvent.DataMessage("d", "", false, new byte[3]));
        assertEquals(
                List.of("{'janus':'hangup','session_id':7,'sender':H,'reason':'DTLS alert'}"),
                happen(new PeerEvent.Closed("DTLS alert")));
        assertEquals(
                List.of("up", "slow 1 video true 9", "open d", "data d 3", "down DTLS alert"),
                rig.plugin.heard);
    }

    @Test
    void aCandidateIsTrickledToTheClient() {
        rig.connections.getFirst().owner.onTrickle(Json.object().put("completed", true));

        assertEquals(
                List.of(
                        "{\"janus\":\"trickle\",\"session_id\":7,\"sender\":"
                                + handle
                                + ",\"candidate\":{\"completed\":true}}"),
                rig.client.take());
    }

    @Test
    void trickledCandidatesReachTheConnection() {
        assertEquals(
                List.of("{'janus':'ack','session_id':7,'transaction':'t'}"),
                request("'trickle','candidate':{'completed':true}"));
        assertEquals(1, rig.connections.getFirst().trickled.size());
    }
}
