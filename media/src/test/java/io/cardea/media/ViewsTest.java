package io.cardea.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class ViewsTest {
    @Test
    void copiesEveryFieldOfAPacketView() throws IllegalAccessException {
        RtpPacket from = new RtpPacket();
        RtpPacket to = new RtpPacket();
        int number = fill(from);

        Views.copy(from, to);

        assertEqualFields(from, to);
        assertEquals(true, number > 20);
    }

    @Test
    void copiesEveryFieldOfARewrite() throws IllegalAccessException {
        RtpRewrite from = new RtpRewrite();
        RtpRewrite to = new RtpRewrite();
        fill(from);

        to.set(from);

        assertEqualFields(from, to);
    }

    private static int fill(Object view) throws IllegalAccessException {
        int number = 1;
        for (Field field : view.getClass().getFields()) {
            if (Modifier.isStatic(field.getModifiers())) continue;
            if (field.getType() == int.class) field.setInt(view, number);
            if (field.getType() == long.class) field.setLong(view, number);
            if (field.getType() == boolean.class) field.setBoolean(view, true);
            number++;
        }
        return number;
    }

    private static void assertEqualFields(Object from, Object to) throws IllegalAccessException {
        for (Field field : from.getClass().getFields()) {
            assertEquals(field.get(from), field.get(to), field.getName());
        }
    }
}
