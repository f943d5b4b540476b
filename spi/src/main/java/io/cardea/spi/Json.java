package io.cardea.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value (RFC 8259). Objects keep the order of their members.
 *
 * <p>Objects and arrays are built by one thread with {@link #put} and {@link #add}, then shared
 * without being changed any more. Integers and reals are told apart, as the Janus API does.
 */
public final class Json {
    /** The kinds of value. */
    public enum Type {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        REAL,
        BOOLEAN,
        NULL
    }

    public static final Json NULL = new Json(Type.NULL, "null");
    public static final Json TRUE = new Json(Type.BOOLEAN, true);
    public static final Json FALSE = new Json(Type.BOOLEAN, false);

    private final Type type;
    private final Object value;

    private Json(Type type, Object value) {
        this.type = type;
        this.value = value;
    }

    /** An empty object. */
    public static Json object() {
        return new Json(Type.OBJECT, new LinkedHashMap<String, Json>());
    }

    /** An empty array. */
    public static Json array() {
        return new Json(Type.ARRAY, new ArrayList<Json>());
    }

    public static Json of(String text) {
        return new Json(Type.STRING, text);
    }

    public static Json of(long number) {
        return new Json(Type.INTEGER, number);
    }

    public static Json of(double number) {
        return new Json(Type.REAL, number);
    }

    public static Json of(boolean flag) {
        return flag ? TRUE : FALSE;
    }

    /** An array of these values. */
    public static Json arrayOf(Collection<Json> values) {
        Json array = array();
        values.forEach(array::add);
        return array;
    }

    /**
     * Parses one document, which must be the whole text.
     *
     * @throws JsonException if it is not one well-formed document within {@link JsonText}'s limits
     */
    public static Json parse(String text) {
        return JsonText.parse(text);
    }

    /**
     * Parses documents written one after another, with or without white space between them.
     *
     * @return at least one
     * @throws JsonException if any of them is not well-formed, or there is none; line and column
     *     are those of the bad document alone
     */
    public static List<Json> parseAll(String text) {
        return JsonText.parseAll(text);
    }

    public Type type() {
        return type;
    }

    public boolean isObject() {
        return type == Type.OBJECT;
    }

    public boolean isArray() {
        return type == Type.ARRAY;
    }

    public boolean isString() {
        return type == Type.STRING;
    }

    public boolean isInteger() {
        return type == Type.INTEGER;
    }

    public boolean isBoolean() {
        return type == Type.BOOLEAN;
    }

    public boolean isNull() {
        return type == Type.NULL;
    }

    /** The text of a string. */
    public String string() {
        return (String) expect(Type.STRING);
    }

    /** The value of an integer. */
    public long integer() {
        return (Long) expect(Type.INTEGER);
    }

    /** The value of an integer or a real. */
    public double real() {
        return type == Type.INTEGER ? (double) integer() : (Double) expect(Type.REAL);
    }

    /** The value of a boolean. */
    public boolean bool() {
        return (Boolean) expect(Type.BOOLEAN);
    }

    /** The members of an object, in order. */
    @SuppressWarnings("unchecked")
    public Map<String, Json> members() {
        return (Map<String, Json>) expect(Type.OBJECT);
    }

    /** The elements of an array. */
    @SuppressWarnings("unchecked")
    public List<Json> elements() {
        return (List<Json>) expect(Type.ARRAY);
    }

    private Object expect(Type wanted) {
        if (type != wanted) throw new IllegalStateException("JSON " + type + " is not " + wanted);
        return value;
    }

    /** A member of an object; empty when absent or when this is no object. */
    public Optional<Json> get(String name) {
        return isObject() ? Optional.ofNullable(members().get(name)) : Optional.empty();
    }

    public boolean has(String name) {
        return isObject() && members().containsKey(name);
    }

    /** The text of a string member, or the fallback. */
    public String string(String name, String fallback) {
        return get(name).filter(Json::isString).map(Json::string).orElse(fallback);
    }

    /** The value of an integer member, or the fallback. */
    public long integer(String name, long fallback) {
        return get(name).filter(Json::isInteger).map(Json::integer).orElse(fallback);
    }

    /** The value of a boolean member, or the fallback. */
    public boolean bool(String name, boolean fallback) {
        return get(name).filter(Json::isBoolean).map(Json::bool).orElse(fallback);
    }

    /** Sets a member of this object and returns the object. */
    public Json put(String name, Json member) {
        members().put(name, member);
        return this;
    }

    public Json put(String name, String text) {
        return put(name, of(text));
    }

    public Json put(String name, long number) {
        return put(name, of(number));
    }

    public Json put(String name, boolean flag) {
        return put(name, of(flag));
    }

    /** Appends to this array and returns the array. */
    public Json add(Json element) {
        elements().add(element);
        return this;
    }

    public Json add(String text) {
        return add(of(text));
    }

    public Json add(long number) {
        return add(of(number));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Json j && type == j.type && value.equals(j.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Compact text, without spaces. */
    @Override
    public String toString() {
        return JsonText.print(this, JsonStyle.COMPACT);
    }

    /** Text in a given style. */
    public String toString(JsonStyle style) {
        return JsonText.print(this, style);
    }
}
