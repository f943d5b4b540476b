package io.cardea.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cardea.spi.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class AdminCapturesTest {
    private static final byte[] FILE = "captured".getBytes(StandardCharsets.US_ASCII);

    /** One capture, {@code a.pcap}; {@code broken} cannot be read. */
    private static final class Disk implements HandleConnection.Factory {
        @Override
        public HandleConnection create(HandleConnection.Owner owner) {
            return new FakeConnection(owner);
        }

        @Override
        public Json captures() {
            return Json.array().add(Json.object().put("name", "a.pcap"));
        }

        @Override
        public long forgottenCaptures() {
            return 3;
        }

        @Override
        public HandleConnection.CapturePiece readCapture(String name, long offset, int length)
                throws IOException {
            if (name.equals("broken")) throw new IOException("disk");
            if (!name.equals("a.pcap")) throw new NoSuchFileException(name);
            int from = (int) Math.min(offset, FILE.length);
            int there = Math.min(length, FILE.length - from);
            return new HandleConnection.CapturePiece(
                    FILE.length, ByteBuffer.wrap(FILE, from, there).slice());
        }
    }

    private final AdminCaptures captures = new AdminCaptures(new Disk());

    private String ask(String name, String members) {
        Json request = Json.parse(("{'transaction':'t'" + members + "}").replace('\'', '"'));
        return captures.serve(request, name).orElseThrow().toString().replace('"', '\'');
    }

    private int refusal(String members) {
        return assertThrows(ApiException.class, () -> ask("read_capture", members)).code();
    }

    @Test
    void listsThem() {
        assertEquals(
                "{'janus':'success','transaction':'t','captures':[{'name':'a.pcap'}],"
                        + "'forgotten':3}",
                ask("list_captures", ""));
    }

    @Test
    void readsAPieceAsBase64() {
        assertEquals(
                "{'janus':'success','transaction':'t','name':'a.pcap','offset':2,'size':8,"
                        + "'data':'cHR1'}",
                ask("read_capture", ",'name':'a.pcap','offset':2,'length':3"));
        assertEquals(
                "{'janus':'success','transaction':'t','name':'a.pcap','offset':0,'size':8,"
                        + "'data':'Y2FwdHVyZWQ='}",
                ask("read_capture", ",'name':'a.pcap'"));
        assertEquals(
                "{'janus':'success','transaction':'t','name':'a.pcap','offset':9,'size':8,"
                        + "'data':''}",
                ask("read_capture", ",'name':'a.pcap','offset':9"));
    }

    @Test
    void refusesWhatItCannotRead() {
        assertEquals(456, refusal(""));
        assertEquals(467, refusal(",'name':1"));
        assertEquals(467, refusal(",'name':'a.pcap','offset':-1"));
        assertEquals(467, refusal(",'name':'a.pcap','length':0"));
        assertEquals(467, refusal(",'name':'a.pcap','length':" + (AdminCaptures.MAX_READ + 1)));
        assertEquals(490, refusal(",'name':'b.pcap'"));
        assertEquals(490, refusal(",'name':'broken'"));
    }
}
