package io.cardea.rtc.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The attributes of a session or of an m-line, in order. Mutable, not thread-safe. */
public final class Attributes implements Iterable<Attribute> {
    private final List<Attribute> list = new ArrayList<>();

    public void add(Attribute attribute) {
        list.add(attribute);
    }

    public void add(String name) {
        list.add(Attribute.of(name));
    }

    public void add(String name, String value) {
        list.add(Attribute.of(name, value));
    }

    /** Puts attributes before all others, in the order given. */
    public void prepend(Collection<Attribute> attributes) {
        list.addAll(0, attributes);
    }

    public void addAll(Collection<Attribute> attributes) {
        list.addAll(attributes);
    }

    public void removeIf(Predicate<Attribute> unwanted) {
        list.removeIf(unwanted);
    }

    public void clear() {
        list.clear();
    }

    public boolean has(String name) {
        return list.stream().anyMatch(attribute -> attribute.is(name));
    }

    /** The value of the first attribute of that name. */
    public Optional<String> value(String name) {
        return list.stream()
                .filter(attribute -> attribute.is(name))
                .map(Attribute::value)
                .findFirst();
    }

    /** The values of all attributes of that name, in order. */
    public List<String> values(String name) {
        return list.stream().filter(attribute -> attribute.is(name)).map(Attribute::value).toList();
    }

    public List<Attribute> toList() {
        return List.copyOf(list);
    }

    @Override
    public Iterator<Attribute> iterator() {
        return list.iterator();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
