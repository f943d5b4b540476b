package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.spi.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and errors as Janus 1.1.2 answered them, {@code handle} standing for a real id. */
final class EnvelopeTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    [] | {'janus':'error','error':{'code':456,'reason':'Missing mandatory element (transaction)'}}
                    {} | {'janus':'error','error':{'code':456,'reason':'Missing mandatory element (transaction)'}}
                    {'transaction':'t'} | {'janus':'error','error':{'code':456,'reason':'Missing mandatory element (janus)'}}
                    {'transaction':'t','janus':5} | {'janus':'error','error':{'code':467,'reason':'Invalid element type (janus should be a string)'}}
                    {'transaction':5,'janus':'create'} | {'janus':'error','error':{'code':467,'reason':'Invalid element type (transaction should be a string)'}}
                    {'transaction':null,'janus':'create'} | {'janus':'error','error':{'code':467,'reason':'Invalid element type (transaction should be a string)'}}
                    {'transaction':'t','janus':'create','id':-1} | {'janus':'error','error':{'code':467,'reason':'Invalid element type (id should be a positive integer)'}}
                    {'session_id':7,'janus':'foo'} | {'janus':'error','session_id':7,'error':{'code':456,'reason':'Missing mandatory element (transaction)'}}
                    {'session_id':7,'janus':'keepalive','transaction':'t','id':-1} | {'janus':'error','session_id':7,'error':{'code':467,'reason':'Invalid element type (id should be a positive integer)'}}
                    {'janus':'ping','transaction':'t'} | {'janus':'pong','transaction':'t'}
                    """)
    void envelopesAreCheckedFirst(String request, String reply) {
        GatewayRig rig = new GatewayRig();

        String got = rig.ask(request);

        assertEquals(reply, got);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    'foo' | 457 | Unhandled request 'foo' at this path
                    'attach' | 457 | Unhandled request 'attach' at this path
                    'message' | 457 | Unhandled request 'message' at this path
                    'keepalive','session_id':'x' | 457 | Unhandled request 'keepalive' at this path
                    'keepalive','session_id':null | 457 | Unhandled request 'keepalive' at this path
                    'keepalive','session_id':0,'handle_id':0 | 457 | Unhandled request 'keepalive' at this path
                    'keepalive','handle_id':5 | 458 | Session not found
                    'keepalive','session_id':78 | 458 | No such session 78
                    'keepalive','session_id':-4 | 458 | No such session 18446744073709551612
                    'create','session_id':7 | 453 | Unknown request 'create'
                    'info','session_id':7 | 453 | Unknown request 'info'
                    'ping','session_id':7 | 453 | Unknown request 'ping'
                    'foo','session_id':7 | 453 | Unknown request 'foo'
                    'message','session_id':7 | 457 | Unhandled request 'message' at this path
                    'trickle','session_id':7 | 457 | Unhandled request 'trickle' at this path
                    'hangup','session_id':7 | 457 | Unhandled request 'hangup' at this path
                    'detach','session_id':7 | 457 | Unhandled request 'detach' at this path
                    'create','session_id':7,'handle_id':5 | 459 | No such handle 5 in session 7
                    'keepalive','session_id':7,'handle_id':0 | 459 | Handle not found
                    'keepalive','session_id':7,'handle_id':'x' | 459 | Handle not found
                    'keepalive','session_id':7,'handle_id':-3 | 459 | No such handle 18446744073709551613 in session 7
                    'attach','session_id':7,'handle_id':4,'plugin':'x' | 459 | No such handle 4 in session 7
                    'attach','session_id':7 | 456 | Missing mandatory element (plugin)
                    'attach','session_id':7,'plugin':5 | 467 | Invalid element type (plugin should be a string)
                    'attach','session_id':7,'plugin':null | 467 | Invalid element type (plugin should be a string)
                    'attach','session_id':7,'plugin':'x' | 460 | No such plugin 'x'
                    'attach','session_id':7,'plugin':'janus.plugin.fake','opaque_id':4 | 467 | Invalid element type (opaque_id should be a string)
                    'attach','session_id':7,'plugin':'janus.plugin.fake','loop_index':-4 | 467 | Invalid element type (loop_index should be a positive integer)
                    'create','session_id':7,'handle_id':handle | 453 | Unknown request 'create'
                    'info','session_id':7,'handle_id':handle | 453 | Unknown request 'info'
                    'hangup0','session_id':7,'handle_id':handle | 453 | Unknown request 'hangup0'
                    'attach','session_id':7,'handle_id':handle | 457 | Unhandled request 'attach' at this path
                    'destroy','session_id':7,'handle_id':handle | 457 | Unhandled request 'destroy' at this path
                    'message','session_id':7,'handle_id':handle | 456 | Missing mandatory element (body)
                    'message','session_id':7,'handle_id':handle,'body':4 | 467 | Invalid element type (body should be an object)
                    'message','session_id':7,'handle_id':handle,'body':null | 467 | Invalid element type (body should be an object)
                    'message','session_id':7,'handle_id':handle,'body':{},'jsep':4 | 455 | Invalid jsep object
                    'message','session_id':7,'handle_id':handle,'body':{},'jsep':null | 455 | Invalid jsep object
                    'message','session_id':7,'handle_id':handle,'body':{},'jsep':{} | 465 | no good
                    'trickle','session_id':7,'handle_id':handle | 456 | Missing mandatory element (candidate%candidates)
                    'trickle','session_id':7,'handle_id':handle,'candidate':null,'candidates':null | 454 | Can't have both candidate and candidates
                    """)
    void aRequestIsRefusedByWhatIsWrongFirst(String request, int code, String reason) {
        GatewayRig rig = new GatewayRig();
        long handle = rig.attach();
        String body = request.replace("handle_id':handle", "handle_id':" + handle);

        Json got =
                Json.parse(
                        rig.ask(rig.client, "{'transaction':'t','janus':" + body + "}").getFirst());

        Json error = got.get("error").orElseThrow();
        assertEquals(code, error.integer("code", 0));
        assertEquals(reason.replace('%', '|'), error.string("reason", ""));
        assertEquals("t", got.string("transaction", ""));
        assertEquals(
                Json.parse("{\"janus\":" + body.replace('\'', '"') + "}").integer("session_id", 0),
                got.integer("session_id", 0));
    }
}
