package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sdp.RidOrder;
import io.cardea.rtc.sdp.Svc;
import io.cardea.server.gateway.ApiException;
import io.cardea.spi.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientJsepTest {
    private static ClientJsep of(String text) {
        return ClientJsep.of(Json.parse(text.replace('\'', '"')));
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        ClientJsep jsep = of("{'type':'OFFER','sdp':'x'}");

        assertTrue(jsep.description().offer());
        assertTrue(jsep.description().trickle());
        assertEquals(RidOrder.HIGHEST_FIRST, jsep.description().ridOrder());
        assertFalse(jsep.endToEndEncrypted());
        assertFalse(jsep.forceRelay());
    }

    @Test
    void everythingIsRead() {
        ClientJsep jsep =
                of(
                        "{'type':'answer','sdp':'x','trickle':false,'rid_order':'LMH','e2ee':true,"
                                + "'force_relay':true,'svc':[{'mindex':1,'svc':'L3T3'},"
                                + "{'mid':'v','svc':'L1T2'},{'svc':'L1T1'},5,{'mindex':'x'}]}");

        assertFalse(jsep.description().offer());
        assertFalse(jsep.description().trickle());
        assertEquals(RidOrder.LOWEST_FIRST, jsep.description().ridOrder());
        assertEquals(
                List.of(new Svc(1, "", "L3T3"), new Svc(-1, "v", "L1T2")),
                jsep.description().svc());
        assertTrue(jsep.endToEndEncrypted());
        assertTrue(jsep.forceRelay());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    {} | 456 | JSEP error: missing mandatory element (type)
                    {'type':4} | 467 | JSEP error: invalid element type (type should be a string)
                    {'type':'x'} | 456 | JSEP error: missing mandatory element (sdp)
                    {'type':'x','sdp':'x'} | 464 | JSEP error: unknown message type 'x'
                    {'type':'offer','sdp':'x','trickle':4} | 467 | JSEP error: invalid element type (trickle should be a boolean)
                    {'type':'offer','sdp':'x','rid_order':4} | 467 | JSEP error: invalid element type (rid_order should be a string)
                    {'type':'offer','sdp':'x','e2ee':4} | 467 | JSEP error: invalid element type (e2ee should be a boolean)
                    {'type':'offer','sdp':'x','force_relay':1} | 467 | JSEP error: invalid element type (force_relay should be a boolean)
                    """)
    void flawsAreNamed(String jsep, int code, String reason) {
        ApiException e = assertThrows(ApiException.class, () -> of(jsep));

        assertEquals(code, e.code());
        assertEquals(reason, e.reason());
    }
}
