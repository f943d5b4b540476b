package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdminApiTest {
    private final GatewayRig rig = new GatewayRig("general: { admin_secret = \"tattle\" }");

    private String ask(String request) {
        return ask(rig, request);
    }

    private static String ask(GatewayRig rig, String request) {
        List<Json> got = new ArrayList<>();
        rig.gateway.acceptAdmin(rig.client, Json.parse(request.replace('\'', '"')), got::add);
        assertEquals(1, got.size());
        return got.getFirst().toString().replace('"', '\'');
    }

    @Test
    void wantsTheSecret() {
        String refused = "'code':403";

        assertTrue(ask("{'janus':'list_sessions','transaction':'t'}").contains(refused));
        assertTrue(
                ask("{'janus':'list_sessions','transaction':'t','admin_secret':'no'}")
                        .contains(refused));
        assertEquals(
                "{'janus':'pong','transaction':'t'}", ask("{'janus':'ping','transaction':'t'}"));
    }

    @Test
    void withoutASecretOfItsOwnItServesThisMachineOnly() {
        for (String general : List.of("", "admin_secret = \"janusoverlord\"")) {
            GatewayRig open = new GatewayRig("general: { " + general + " }");
            String request =
                    "{'janus':'list_sessions','transaction':'t','admin_secret':'janusoverlord'}";

            open.client.local = false;
            String refused = ask(open, request);
            assertTrue(refused.contains("'code':403"), refused);
            assertTrue(refused.contains("serves only clients on its machine"), refused);
            assertTrue(ask(open, "{'janus':'ping','transaction':'t'}").contains("pong"));
            open.client.local = true;
            assertTrue(ask(open, request).contains("'success'"));
        }
    }

    @Test
    void listsSessionsAndHandles() {
        long handle = rig.attach();

        assertEquals(
                "{'janus':'success','transaction':'t','sessions':[7]}",
                ask("{'janus':'list_sessions','transaction':'t','admin_secret':'tattle'}"));
        assertEquals(
                "{'janus':'success','session_id':7,'transaction':'t','handles':[" + handle + "]}",
                ask(
                        "{'janus':'list_handles','transaction':'t','admin_secret':'tattle',"
                                + "'session_id':7}"));
    }

    @Test
    void tellsOfTheLoops() {
        assertEquals(
                "{'janus':'success','transaction':'t','loops':[]}",
                ask("{'janus':'loops_info','transaction':'t','admin_secret':'tattle'}"));
    }

    @Test
    void tellsHowLongItHasBeenThereAndWhetherItTakesMore() {
        String head = "'transaction':'t','admin_secret':'tattle'";
        rig.advance(Duration.ofSeconds(90));
        ask("{'janus':'accept_new_sessions'," + head + ",'accept':false}");

        String reply = ask("{'janus':'get_status'," + head + "}");

        assertTrue(reply.contains("'accepting':false,'uptime':90"), reply);
    }

    @Test
    void knowsCaptures() {
        assertEquals(
                "{'janus':'success','transaction':'t','captures':[],'forgotten':0}",
                ask("{'janus':'list_captures','transaction':'t','admin_secret':'tattle'}"));
        assertTrue(
                ask("{'janus':'read_capture','transaction':'t','name':'/etc/passwd'}")
                        .contains("'code':403"));
    }

    @Test
    void showsWhatThePluginSaysOfAHandle() {
        long handle = rig.attach();

        String reply =
                ask(
                        "{'janus':'handle_info','transaction':'t','admin_secret':'tattle',"
                                + "'session_id':7,'handle_id':"
                                + handle
                                + "}");

        assertTrue(reply.contains("'plugin':'janus.plugin.fake','plugin_specific':{"), reply);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        String head = "'transaction':'t','admin_secret':'tattle'";

        assertTrue(ask("{'janus':'nonsense'," + head + "}").contains("'code':457"));
        assertTrue(
                ask("{'janus':'list_handles'," + head + ",'session_id':9}").contains("'code':458"));
        assertTrue(ask("{'janus':'message_plugin'," + head + "}").contains("'code':456"));
        assertTrue(
                ask("{'janus':'message_plugin'," + head + ",'plugin':'none'}")
                        .contains("'code':460"));
    }
}
