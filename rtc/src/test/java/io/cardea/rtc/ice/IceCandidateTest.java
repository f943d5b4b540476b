package io.cardea.rtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.TransportAddress;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceCandidateTest {
    @Test
    void readsABrowsersLine() {
        IceCandidate candidate =
                IceCandidate.parse(
                                "a=candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx"
                                        + " raddr 10.0.0.5 rport 40001 generation 0 ufrag EsAw"
                                        + " network-cost 999")
                        .orElseThrow();

        assertEquals(IceCandidate.Type.SRFLX, candidate.type());
        assertEquals(1_677_729_535L, candidate.priority());
        assertEquals("udp/203.0.113.7:46154", candidate.address().orElseThrow().toString());
        assertEquals("udp/10.0.0.5:40001", candidate.relatedAddress().orElseThrow().toString());
        assertEquals(
                "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx"
                        + " raddr 10.0.0.5 rport 40001",
                candidate.line());
    }

    @Test
    void readsTcpAndIpv6() {
        IceCandidate candidate =
                IceCandidate.parse("candidate:1 1 TCP 9 2001:db8::1 9 typ host tcptype active")
                        .orElseThrow();

        assertEquals(TransportAddress.Protocol.TCP, candidate.protocol());
        assertEquals("active", candidate.tcpType());
        assertTrue(candidate.address().orElseThrow().isIpv6());
    }

    @Test
    void keepsAMulticastNameUntilItIsResolved() throws Exception {
        IceCandidate named =
                IceCandidate.parse("candidate:1 1 udp 2113937151 1f4712db.local 51472 typ host")
                        .orElseThrow();

        IceCandidate resolved = named.resolved(InetAddress.getByName("192.0.2.9"));

        assertTrue(named.address().isEmpty());
        assertEquals("udp/192.0.2.9:51472", resolved.address().orElseThrow().toString());
        assertEquals(named.line(), resolved.line());
    }

    @Test
    void refusesWhatIsNoCandidate() {
        List<String> wrong =
                List.of(
                        "",
                        "candidate:",
                        "candidate:1 1 udp 1 10.0.0.1 1",
                        "candidate:1 1 udp 1 10.0.0.1 70000 typ host",
                        "candidate:1 1 udp 99999999999 10.0.0.1 1 typ host",
                        "candidate:1 1 sctp 1 10.0.0.1 1 typ host",
                        "candidate:1 1 udp 1 example.com 1 typ host",
                        "candidate:1 1 udp 1 10.0.0.1 1 typ guest",
                        "candidate:1 0 udp 1 10.0.0.1 1 typ host",
                        "candidate:1 1 udp -1 10.0.0.1 1 typ host",
                        "x".repeat(IceCandidate.MAX_LINE + 1));

        for (String line : wrong) {
            assertTrue(IceCandidate.parse(line).isEmpty(), line);
        }
    }

    /** Found by fuzzing: what was read was too long to be read again as it was written. */
    @Test
    void whatIsReadCanBeReadAgainAsWritten() {
        String head = "1 1 udp 1 " + "x".repeat(249) + ".local 9 typ host";
        IceCandidate longest = IceCandidate.parse("f".repeat(31) + head).orElseThrow();

        assertEquals(longest.line(), IceCandidate.parse(longest.line()).orElseThrow().line());
        assertTrue(IceCandidate.parse("f".repeat(33) + head.substring(1)).isEmpty());
        assertTrue(
                IceCandidate.parse("1 1 udp 1 " + "x".repeat(250) + ".local 9 typ host").isEmpty());
    }

    @Test
    void anUnknownTcpTypeIsNone() {
        String line = "1 1 tcp 1 192.0.2.1 9 typ host tcptype ";

        assertEquals("passive", IceCandidate.parse(line + "passive").orElseThrow().tcpType());
        assertEquals("", IceCandidate.parse(line + "lazy").orElseThrow().tcpType());
    }
}
