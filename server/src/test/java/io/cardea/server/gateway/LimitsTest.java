package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.spi.Metric;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the API says where a limit is reached; and that what ends makes room. */
final class LimitsTest {
    private static double metric(GatewayRig rig, String name) {
        return rig.limits.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sessionsAreLimited() {
        GatewayRig rig = new GatewayRig("limits: { sessions = 2 }");
        rig.ask("{'janus':'create','transaction':'t','id':1}");
        rig.ask("{'janus':'create','transaction':'t','id':2}");
        assertEquals(
                "{'janus':'error','transaction':'t',"
                        + "'error':{'code':480,'reason':'Too many sessions (limit 2)'}}",
                rig.ask("{'janus':'create','transaction':'t'}"));
        assertEquals(1, metric(rig, "limit_refused_sessions"));

        rig.ask("{'janus':'destroy','transaction':'t','session_id':1}");
        assertTrue(rig.ask("{'janus':'create','transaction':'t','id':3}").contains("success"));
        assertEquals(2, metric(rig, "limit_used_sessions"));
    }

    @Test
    void anIdThatIsTakenTakesNoRoom() {
        GatewayRig rig = new GatewayRig("limits: { sessions = 2 }");
        rig.ask("{'janus':'create','transaction':'t','id':1}");
        assertTrue(rig.ask("{'janus':'create','transaction':'t','id':1}").contains("468"));
        assertEquals(1, metric(rig, "limit_used_sessions"));
    }

    @Test
    void handlesOfASessionAreLimited() {
        GatewayRig rig = new GatewayRig("limits: { handles_per_session = 1 }");
        long handle = rig.attach();
        String attach =
                "{'janus':'attach','transaction':'a','session_id':7,'plugin':'janus.plugin.fake'}";
        assertEquals(
                "{'janus':'error','session_id':7,'transaction':'a','error':{'code':481,"
                        + "'reason':'Too many handles in this session (limit 1)'}}",
                rig.ask(attach));
        assertEquals(1, metric(rig, "limit_refused_handles"));

        rig.ask(
                rig.client,
                "{'janus':'detach','transaction':'t','session_id':7,'handle_id':" + handle + "}");
        assertTrue(rig.ask(attach).contains("success"));
    }

    @Test
    void aHandleThatFailsTakesNoRoom() {
        GatewayRig rig = new GatewayRig("limits: { handles_per_session = 1 }");
        rig.ask("{'janus':'create','transaction':'c','id':7}");
        String attach =
                "{'janus':'attach','transaction':'a','session_id':7,'plugin':'janus.plugin.fake'}";
        rig.plugin.refuses = true;
        assertTrue(rig.ask(attach).contains("461"));
        rig.plugin.refuses = false;
        assertTrue(rig.ask(attach).contains("success"));
    }

    @Test
    void requestsOfAClientAreLimited() {
        GatewayRig rig = new GatewayRig("limits: { requests_per_second = 2 }");
        rig.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 4; i++) {
            assertTrue(rig.ask("{'janus':'ping','transaction':'t'}").contains("pong"));
        }
        assertEquals(
                "{'janus':'error','transaction':'t',"
                        + "'error':{'code':482,'reason':'Too many requests'}}",
                rig.ask("{'janus':'ping','transaction':'t'}"));
        FakeClient other = new FakeClient();
        assertTrue(
                rig.ask(other, "{'janus':'ping','transaction':'t'}").toString().contains("pong"));
        rig.advance(Duration.ofSeconds(1));
        assertTrue(rig.ask("{'janus':'ping','transaction':'t'}").contains("pong"));
        assertEquals(1, metric(rig, "limit_refused_requests"));
    }

    @Test
    void requestsWithATokenAreLimitedWhoeverSendsThem() {
        GatewayRig rig = new GatewayRig("limits: { token_requests_per_second = 1 }");
        String ping = "{'janus':'ping','transaction':'t','token':'x'}";
        rig.ask(ping);
        rig.ask(new FakeClient(), ping);
        assertTrue(rig.ask(new FakeClient(), ping).toString().contains("482"));
        assertTrue(rig.ask("{'janus':'ping','transaction':'t','token':'y'}").contains("pong"));
        assertEquals(1, metric(rig, "limit_refused_token_requests"));
    }
}
