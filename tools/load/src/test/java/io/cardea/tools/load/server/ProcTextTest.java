package io.cardea.tools.load.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcTextTest {
    @Test
    void processorTimeIsBehindANameOfAnyKind() {
        String rest =
                " S 1 742 742 0 -1 4194560 5093 38 1 0 1200 345 0 0 20 0 23 0 9 123 4567 1844";
        assertEquals(1545, ProcText.cpuTicks("742 (janus)" + rest));
        assertEquals(1545, ProcText.cpuTicks("742 (a) b (c 1 2 3)" + rest + "\n"));
        assertThrows(IllegalArgumentException.class, () -> ProcText.cpuTicks("742 (janus) S 1"));
        assertThrows(IllegalArgumentException.class, () -> ProcText.cpuTicks(""));
    }

    @Test
    void numbersAreFoundByTheirNames() {
        String status = "Name:\tjanus\nVmHWM:\t  40000 kB\nVmRSS:\t   31872 kB\nThreads:\t17\n";
        assertEquals(31_872, ProcText.number(status, "VmRSS"));
        assertEquals(17, ProcText.number(status, "Threads"));
        assertEquals(0, ProcText.number(status, "Rss"));
    }

    @Test
    void listenersAreTheSocketsOfThatPortInThatState() {
        String tcp =
                """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:470C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 51234 1 0 100 0 0 10 0
                   1: 0100007F:470C 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 51235 1 0 20 4 30 10 -1
                   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 10 1 0 100 0 0 10 0
                """;
        String tcp6 =
                """
                  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 00000000000000000000000000000000:470C 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0 100 0 0 10 0
                """;
        assertEquals(List.of(51_234L), ProcText.listeners(tcp, 18_188));
        assertEquals(List.of(777L), ProcText.listeners(tcp6, 18_188));
        assertEquals(List.of(), ProcText.listeners(tcp, 80));
        assertEquals(List.of(), ProcText.listeners("", 80));
    }

    @Test
    void descriptorsOfSocketsLeadToInodes() {
        assertEquals(OptionalLong.of(51_234), ProcText.socketInode("socket:[51234]"));
        assertEquals(OptionalLong.empty(), ProcText.socketInode("/dev/null"));
        assertEquals(OptionalLong.empty(), ProcText.socketInode("pipe:[51234]"));
    }
}
