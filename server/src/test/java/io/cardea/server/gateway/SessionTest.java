package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionTest {
    @Test
    void aSessionIsCreatedWithTheWantedIdOnce() {
        GatewayRig rig = new GatewayRig();

        assertEquals(
                "{'janus':'success','transaction':'t','data':{'id':7}}",
                rig.ask("{'janus':'CREATE','transaction':'t','id':7}"));
        assertEquals(
                "{'janus':'error','session_id':7,'transaction':'t',"
                        + "'error':{'code':468,'reason':'Session ID already in use'}}",
                rig.ask("{'janus':'create','transaction':'t','id':7}"));
        assertEquals(List.of("7 CREATED"), rig.client.sessions);
    }

    @Test
    void idsFitIntoTheIntegersOfJavaScript() {
        GatewayRig rig = new GatewayRig();

        String reply = rig.ask("{'janus':'create','transaction':'t'}").replace('\'', '"');

        long id = Json.parse(reply).get("data").orElseThrow().integer("id", 0);
        assertTrue(id > 0 && id <= Sessions.ID_MASK);
    }

    @Test
    void keepaliveIsAcknowledged() {
        GatewayRig rig = new GatewayRig();
        long handle = rig.attach();

        assertEquals(
                "{'janus':'ack','session_id':7,'transaction':'t'}",
                rig.ask("{'janus':'keepalive','transaction':'t','session_id':7}"));
        assertEquals(
                "{'janus':'ack','session_id':7,'transaction':'t'}",
                rig.ask(
                        "{'janus':'keepalive','transaction':'t','session_id':7,'handle_id':"
                                + handle
                                + "}"));
    }

    @Test
    void anIdleSessionTimesOut() {
        GatewayRig rig = new GatewayRig("general: { session_timeout = 10 }");
        rig.attach();
        rig.client.sessions.clear();

        rig.advance(Duration.ofSeconds(9));
        rig.gateway.expire();
        assertTrue(rig.client.take().isEmpty());

        rig.advance(Duration.ofSeconds(1));
        rig.gateway.expire();
        rig.threads.runAll();

        assertEquals(List.of("{\"janus\":\"timeout\",\"session_id\":7}"), rig.client.take());
        assertEquals(List.of("7 TIMEOUT"), rig.client.sessions);
        assertEquals(List.of("close"), rig.plugin.heard);
        assertFalse(rig.gateway.keepAlive(7));
    }

    @Test
    void aRequestToAWrongHandleKeepsTheSessionAlive() {
        GatewayRig rig = new GatewayRig("general: { session_timeout = 10 }");
        rig.attach();

        rig.advance(Duration.ofSeconds(9));
        rig.ask("{'janus':'keepalive','transaction':'t','session_id':7,'handle_id':1}");
        rig.advance(Duration.ofSeconds(9));
        rig.gateway.expire();

        assertTrue(rig.gateway.keepAlive(7));
    }

    @Test
    void withoutATimeoutASessionLivesForEver() {
        GatewayRig rig = new GatewayRig("general: { session_timeout = 0 }");
        rig.attach();

        rig.advance(Duration.ofDays(400));
        rig.gateway.expire();

        assertTrue(rig.gateway.keepAlive(7));
    }

    @Test
    void destroyDetachesSilently() {
        GatewayRig rig = new GatewayRig();
        rig.attach();

        assertEquals(
                "{'janus':'success','session_id':7,'transaction':'t'}",
                rig.ask("{'janus':'destroy','transaction':'t','session_id':7}"));

        assertEquals(List.of("close"), rig.plugin.heard);
        assertEquals(List.of("7 CREATED", "7 DESTROYED"), rig.client.sessions);
    }

    @Test
    void withoutReclaimASessionGoesWithItsClient() {
        GatewayRig rig = new GatewayRig();
        rig.attach();

        rig.gateway.clientGone(rig.client);
        rig.threads.runAll();

        assertFalse(rig.gateway.keepAlive(7));
        assertEquals(List.of("close"), rig.plugin.heard);
    }

    @Test
    void aLingeringSessionCanBeClaimed() {
        GatewayRig rig = new GatewayRig("general: { reclaim_session_timeout = 10 }");
        long handle = rig.attach();
        FakeClient other = new FakeClient();
        rig.gateway.clientGone(rig.client);

        rig.advance(Duration.ofSeconds(9));
        rig.gateway.expire();
        List<String> reply = rig.ask(other, "{'janus':'claim','transaction':'t','session_id':7}");
        rig.advance(Duration.ofSeconds(30));
        rig.gateway.expire();
        List<String> message =
                rig.ask(
                        other,
                        "{'janus':'message','transaction':'m','session_id':7,'handle_id':"
                                + handle
                                + ",'body':{'do':'later'}}");

        assertEquals(
                List.of("{\"janus\":\"success\",\"session_id\":7,\"transaction\":\"t\"}"), reply);
        assertEquals(List.of("7 CREATED"), other.sessions);
        assertEquals(List.of("7 CREATED", "7 CLAIMED"), rig.client.sessions);
        assertEquals(2, message.size());
    }

    @Test
    void aLingeringSessionEndsUnclaimed() {
        GatewayRig rig = new GatewayRig("general: { reclaim_session_timeout = 10 }");
        rig.attach();
        rig.gateway.clientGone(rig.client);

        rig.advance(Duration.ofSeconds(10));
        rig.gateway.expire();

        assertFalse(rig.gateway.keepAlive(7));
    }

    @Test
    void claimingOnesOwnSessionChangesNothing() {
        GatewayRig rig = new GatewayRig();
        rig.attach();

        rig.ask("{'janus':'claim','transaction':'t','session_id':7}");

        assertEquals(List.of("7 CREATED"), rig.client.sessions);
    }

    @Test
    void theSecretIsAskedOfAllButInfoAndPing() {
        GatewayRig rig = new GatewayRig("general: { api_secret = \"s\" }");
        String refused =
                "{'janus':'error','transaction':'t','error':{'code':403,"
                        + "'reason':'Unauthorized request (wrong or missing secret/token)'}}";

        assertEquals(refused, rig.ask("{'janus':'create','transaction':'t'}"));
        assertEquals(refused, rig.ask("{'janus':'create','transaction':'t','apisecret':'wrong'}"));
        assertEquals(refused, rig.ask("{'janus':'create','transaction':'t','apisecret':5}"));
        assertTrue(rig.ask("{'janus':'foo','transaction':'t'}").contains("457"));
        assertTrue(rig.ask("{'janus':'ping','transaction':'t'}").contains("pong"));
        assertTrue(rig.ask("{'janus':'info','transaction':'t'}").contains("server_info"));
        assertTrue(
                rig.ask("{'janus':'create','transaction':'t','apisecret':'s','id':7}")
                        .contains("success"));
        assertTrue(
                rig.ask("{'janus':'keepalive','transaction':'t','session_id':78}").contains("403"));
        assertTrue(rig.gateway.isAuthorized("s", ""));
        assertFalse(rig.gateway.isAuthorized("x", ""));
    }

    @Test
    void infoTellsTheModules() {
        GatewayRig rig = new GatewayRig();

        Json info = Json.parse(rig.ask("{'janus':'info','transaction':'t'}").replace('\'', '"'));

        assertEquals(
                "{\"name\":\"Fake\",\"author\":\"nobody\",\"description\":\"A fake\","
                        + "\"version_string\":\"0.0.1\",\"version\":1}",
                info.get("plugins")
                        .orElseThrow()
                        .get("janus.plugin.fake")
                        .orElseThrow()
                        .toString());
        assertTrue(info.get("transports").orElseThrow().has("janus.transport.fake"));
        assertEquals(60, info.integer("session-timeout", 0));
        assertEquals("192.0.2.1", info.string("local-ip", ""));
    }

    @Test
    void theAdminApiKnowsInfoAndPing() {
        GatewayRig rig = new GatewayRig();
        FakeClient admin = new FakeClient();

        for (String name : List.of("info", "ping", "nonsense")) {
            rig.gateway.acceptAdmin(
                    admin,
                    Json.object().put("janus", name).put("transaction", "t"),
                    admin.got::add);
        }

        List<String> got = admin.take();
        assertTrue(got.get(0).contains("server_info"));
        assertEquals("{\"janus\":\"pong\",\"transaction\":\"t\"}", got.get(1));
        assertTrue(got.get(2).contains("Unhandled request 'nonsense' at this path"));
    }
}
