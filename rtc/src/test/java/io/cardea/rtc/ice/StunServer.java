package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunWriter;
import java.util.List;

/** Tells whoever asks how it looks from outside. */
final class StunServer implements Net.Station {
    private final Net net;

    private StunServer(Net net) {
        this.net = net;
    }

    static void at(Net net, TransportAddress address) {
        net.attach(new StunServer(net), List.of(address));
    }

    @Override
    public void receive(Packet owned, long now) {
        Packet response = net.pool.take();
        StunWriter.beginResponse(response, owned, Stun.SUCCESS);
        StunWriter.xorAddress(response, Stun.XOR_MAPPED_ADDRESS, owned.remote());
        response.route(owned.local(), owned.remote());
        owned.release();
        net.send(response);
    }
}
