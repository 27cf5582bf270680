package org.servin.spi.log.option;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The functions of tags: those of Go's {@code text/template}, and dockerd's. */
final class TagFunctions {
    private static final String STRING = "string";
    private static final String INT = "int";
    private static final String STRINGS = "[]string";
    private static final String ANY = "";
    private static final Pattern VERB = Pattern.compile("%([-+# 0]*)(\\d*)(?:\\.(\\d*))?(.)", Pattern.DOTALL);

    /**
     * What a function takes.
     *
     * @param types the arguments' types in Go's words; empty for any
     * @param variadic whether the last may come any number of times
     */
    record Signature(List<String> types, boolean variadic, Function<List<Object>, Object> function) {
        String type(int argument) {
            return types.get(Math.min(argument, types.size() - 1));
        }
    }

    private static final Map<String, Signature> ALL = Map.ofEntries(
            Map.entry("json", fixed(args -> TagText.json(args.get(0)), ANY)),
            Map.entry("split", fixed(args -> Arrays.asList(((String) args.get(0)).split(Pattern.quote((String) args.get(1)), -1)), STRING, STRING)),
            Map.entry("join", fixed(args -> texts(args.get(0)).stream().collect(Collectors.joining((String) args.get(1))), STRINGS, STRING)),
            Map.entry("title", fixed(args -> Pattern.compile("(?<![\\p{L}\\p{N}_'])\\p{L}").matcher((String) args.get(0)).replaceAll(m -> m.group().toUpperCase(Locale.ROOT)), STRING)),
            Map.entry("lower", fixed(args -> ((String) args.get(0)).toLowerCase(Locale.ROOT), STRING)),
            Map.entry("upper", fixed(args -> ((String) args.get(0)).toUpperCase(Locale.ROOT), STRING)),
            Map.entry("pad", fixed(TagFunctions::pad, STRING, INT, INT)),
            Map.entry("truncate", fixed(args -> truncate((String) args.get(0), (Long) args.get(1)), STRING, INT)),
            Map.entry("and", variadic(args -> args.stream().filter(arg -> !TagNode.isTrue(arg)).findFirst().orElse(args.get(args.size() - 1)), ANY, ANY)),
            Map.entry("or", variadic(args -> args.stream().filter(TagNode::isTrue).findFirst().orElse(args.get(args.size() - 1)), ANY, ANY)),
            Map.entry("not", fixed(args -> !TagNode.isTrue(args.get(0)), ANY)),
            Map.entry("len", fixed(args -> length(args.get(0)), ANY)),
            Map.entry("index", variadic(TagFunctions::index, ANY, ANY)),
            Map.entry("slice", variadic(TagFunctions::slice, ANY, ANY)),
            Map.entry("print", variadic(TagFunctions::print, ANY)),
            Map.entry("println", variadic(args -> args.stream().map(TagFunctions::shown).collect(Collectors.joining(" ", "", "\n")), ANY)),
            Map.entry("printf", variadic(TagFunctions::printf, STRING, ANY)),
            Map.entry("html", variadic(args -> print(args).replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&#34;"), ANY)),
            Map.entry("urlquery", variadic(args -> URLEncoder.encode(print(args), StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~"), ANY)),
            Map.entry("eq", variadic(args -> args.stream().skip(1).anyMatch(arg -> compare(args.get(0), arg) == 0), ANY, ANY, ANY)),
            Map.entry("ne", fixed(args -> compare(args.get(0), args.get(1)) != 0, ANY, ANY)),
            Map.entry("lt", fixed(args -> compare(args.get(0), args.get(1)) < 0, ANY, ANY)),
            Map.entry("le", fixed(args -> compare(args.get(0), args.get(1)) <= 0, ANY, ANY)),
            Map.entry("gt", fixed(args -> compare(args.get(0), args.get(1)) > 0, ANY, ANY)),
            Map.entry("ge", fixed(args -> compare(args.get(0), args.get(1)) >= 0, ANY, ANY)));

    private TagFunctions() { }

    private static Signature fixed(Function<List<Object>, Object> function, String... types) {
        return new Signature(List.of(types), false, function);
    }

    private static Signature variadic(Function<List<Object>, Object> function, String... types) {
        return new Signature(List.of(types), true, function);
    }

    static boolean has(String name) {
        return ALL.containsKey(name);
    }

    static Signature signature(String name) {
        return ALL.get(name);
    }

    /** A value's type in Go's words. */
    static String type(Object value) {
        if (value instanceof TagInfo) {
            return "*logger.Info";
        }
        return value instanceof String ? STRING : value instanceof Long ? INT : value instanceof Double ? "float64" : value instanceof Boolean ? "bool"
                : value instanceof List ? STRINGS : value instanceof Map ? "map[string]string" : "nil";
    }

    /** A value as text. */
    static String shown(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(TagFunctions::shown).collect(Collectors.joining(" ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).entrySet().stream().map(entry -> entry.getKey() + ":" + entry.getValue()).collect(Collectors.joining(" ", "map[", "]"));
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return String.valueOf(number.longValue());
        }
        return value == null ? "<no value>" : value.toString();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(TagFunctions::shown).toList();
    }

    private static Object pad(List<Object> args) {
        String text = (String) args.get(0);
        return text.isEmpty() ? text : " ".repeat(Math.toIntExact(Math.min((Long) args.get(1), 1000))) + text + " ".repeat(Math.toIntExact(Math.min((Long) args.get(2), 1000)));
    }

    private static String truncate(String text, long length) {
        if (length < 0) {
            throw new TagError("slice bounds out of range [:" + length + "]");
        }
        return text.length() < length ? text : text.substring(0, (int) length);
    }

    private static Object length(Object of) {
        if (of instanceof String text) {
            return (long) text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (of instanceof List<?> list) {
            return (long) list.size();
        }
        if (of instanceof Map<?, ?> map) {
            return (long) map.size();
        }
        throw new TagError("len of type " + type(of));
    }

    private static Object index(List<Object> args) {
        Object value = args.get(0);
        for (Object index : args.subList(1, args.size())) {
            if (value instanceof Map<?, ?> map) {
                if (!(index instanceof String)) {
                    throw new TagError("value has type " + type(index) + "; should be string");
                }
                Object found = map.get(index);
                value = found == null ? "" : found;
            } else if (value instanceof List<?> list) {
                value = list.get(position(index, list.size()));
            } else if (value instanceof String text) {
                value = (long) text.charAt(position(index, text.length()));
            } else {
                throw new TagError(value == null ? "index of untyped nil" : "can't index item of type " + type(value));
            }
        }
        return value;
    }

    private static int position(Object index, int size) {
        if (!(index instanceof Long)) {
            throw new TagError("cannot index slice/array with type " + type(index));
        }
        long position = (Long) index;
        if (position < 0 || position >= size) {
            throw new TagError("index out of range: " + position);
        }
        return (int) position;
    }

    private static Object slice(List<Object> args) {
        Object of = args.get(0);
        if (!(of instanceof String) && !(of instanceof List)) {
            throw new TagError("can't slice item of type " + type(of));
        }
        int size = Math.toIntExact((Long) length(of));
        int from = args.size() > 1 ? position(args.get(1), size + 1) : 0;
        int to = args.size() > 2 ? position(args.get(2), size + 1) : size;
        if (from > to) {
            throw new TagError("invalid slice index: " + from + " > " + to);
        }
        return of instanceof List<?> list ? list.subList(from, to) : ((String) of).substring(from, to);
    }

    private static String print(List<Object> args) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < args.size(); i++) {
            boolean apart = i > 0 && !(args.get(i) instanceof String) && !(args.get(i - 1) instanceof String);
            text.append(apart ? " " : "").append(shown(args.get(i)));
        }
        return text.toString();
    }

    private static Object printf(List<Object> args) {
        int[] next = {1};
        String text = VERB.matcher((String) args.get(0)).replaceAll(verb -> {
            if (verb.group(4).equals("%")) {
                return "%";
            }
            if (next[0] >= args.size()) {
                return Matcher.quoteReplacement("%!" + verb.group(4) + "(MISSING)");
            }
            Object value = args.get(next[0]++);
            return Matcher.quoteReplacement(formatted(verb.group(1), verb.group(2), verb.group(3), verb.group(4).charAt(0), value));
        });
        String extra = args.subList(Math.min(next[0], args.size()), args.size()).stream().map(arg -> type(arg) + "=" + shown(arg)).collect(Collectors.joining(", "));
        return extra.isEmpty() ? text : text + "%!(EXTRA " + extra + ")";
    }

    private static String formatted(String flags, String width, String precision, char verb, Object value) {
        String text = verb(verb, precision, value);
        int missing = (width.isEmpty() ? 0 : Math.min(Integer.parseInt(width), 1000)) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (flags.contains("-")) {
            return text + " ".repeat(missing);
        }
        boolean zeros = flags.contains("0");
        return zeros && text.startsWith("-") ? "-" + "0".repeat(missing) + text.substring(1) : (zeros ? "0" : " ").repeat(missing) + text;
    }

    private static String verb(char verb, String precision, Object value) {
        String text = shown(value);
        boolean whole = value instanceof Long;
        switch (verb) {
            case 's', 'v':
                if (verb == 's' && !(value instanceof String) && !(value instanceof List) && !(value instanceof Map)) {
                    break;
                }
                return precision == null || !(value instanceof String) ? text
                        : text.substring(0, text.offsetByCodePoints(0, Math.min(precision.isEmpty() ? 0 : Integer.parseInt(precision), text.codePointCount(0, text.length()))));
            case 'q':
                return TagText.quoted(text);
            case 't':
                return value instanceof Boolean ? text : "%!t(" + type(value) + "=" + text + ")";
            case 'd':
                if (whole) {
                    return text;
                }
                break;
            case 'x', 'X':
                String hex = whole ? Long.toHexString((Long) value) : TagText.hex(text);
                return verb == 'x' ? hex : hex.toUpperCase(Locale.ROOT);
            case 'f':
                if (value instanceof Double number) {
                    return String.format(Locale.ROOT, "%." + (precision == null ? "6" : precision.isEmpty() ? "0" : precision) + "f", number);
                }
                break;
            default:
                break;
        }
        return "%!" + verb + "(" + type(value) + "=" + text + ")";
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a == null || b == null || a.getClass() != b.getClass() || !(a instanceof Comparable)) {
            throw new TagError("incompatible types for comparison");
        }
        return ((Comparable<Object>) a).compareTo(b);
    }
}
