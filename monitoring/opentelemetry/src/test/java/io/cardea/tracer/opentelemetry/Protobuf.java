package io.cardea.tracer.opentelemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A protocol buffer, read without its description: fields by number. */
final class Protobuf {
    private final Map<Integer, List<byte[]>> bytes = new HashMap<>();
    private final Map<Integer, Long> numbers = new HashMap<>();

    Protobuf(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >>> 3);
            switch ((int) tag & 7) {
                case 0 -> numbers.put(field, varint(in));
                case 1 -> numbers.put(field, in.getLong());
                case 2 -> {
                    byte[] content = new byte[(int) varint(in)];
                    in.get(content);
                    bytes.computeIfAbsent(field, _ -> new ArrayList<>()).add(content);
                }
                case 5 -> numbers.put(field, (long) in.getInt());
                default -> throw new AssertionError("wire type of tag " + tag);
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) return value;
        }
    }

    boolean has(int field) {
        return bytes.containsKey(field) || numbers.containsKey(field);
    }

    List<Protobuf> messages(int field) {
        return bytes.getOrDefault(field, List.of()).stream().map(Protobuf::new).toList();
    }

    Protobuf message(int field) {
        return messages(field).getFirst();
    }

    String text(int field) {
        return new String(bytes.get(field).getFirst(), StandardCharsets.UTF_8);
    }

    String hex(int field) {
        return HexFormat.of().formatHex(bytes.get(field).getFirst());
    }

    long number(int field) {
        return numbers.get(field);
    }

    long fixed(int field) {
        return numbers.get(field);
    }
}
