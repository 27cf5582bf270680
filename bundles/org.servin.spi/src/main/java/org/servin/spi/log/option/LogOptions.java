package org.servin.spi.log.option;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * A container's options for one log driver, read in the forms and refused in the words of dockerd. Immutable. Everything refused names the option's value; names that are
 * unknown are INVALID_ARGUMENT, and values with which dockerd creates a container but does not start it are {@link #failed}.
 */
public final class LogOptions {
    /** What dockerd says before a reason that stops a container's log from being opened. */
    public static final String FAILED = "failed to initialize logging driver: ";
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKmMgGtTpP])?[iI]?[bB]?");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final String UNITS = "kmgtp";

    private final Map<String, String> options;
    private final String prefix;
    private final Map<String, String> explanations;

    private LogOptions(Map<String, String> options, String prefix, Map<String, String> explanations) {
        this.options = Map.copyOf(options);
        this.prefix = prefix;
        this.explanations = Map.copyOf(explanations);
    }

    /**
     * Checks that there are no others than known ones.
     *
     * @param driver the driver's name
     */
    public static LogOptions of(String driver, Set<String> known, Map<String, String> options) {
        for (String key : new TreeSet<>(options.keySet())) {
            if (!known.contains(key)) {
                throw ServinException.invalid("unknown log opt '" + key + "' for " + driver + " log driver");
            }
        }
        return new LogOptions(options, FAILED, Map.of());
    }

    /**
     * The same for a driver whose options' forms dockerd checks when a container is created, not when its log is opened: what is refused then is told without {@link #FAILED},
     * and an option that is empty is as if it had not been given. Attributes and tags are checked at the start there, too.
     */
    public LogOptions checkedAtCreation() {
        Map<String, String> given = new HashMap<>(options);
        given.values().removeIf(String::isEmpty);
        return new LogOptions(given, "", explanations);
    }

    /** The same options; what is said of a bad value of this one begins with these words. */
    public LogOptions explained(String key, String words) {
        Map<String, String> more = new HashMap<>(explanations);
        more.put(key, words);
        return new LogOptions(options, prefix, more);
    }

    private ServinException bad(String key, String reason) {
        String text = explanations.getOrDefault(key, "") + reason;
        return prefix.isEmpty() ? ServinException.invalid(text) : failed(text);
    }

    /** What stops a container's start, and not its creation: its log cannot be opened. INTERNAL, as in dockerd. */
    public static ServinException failed(String reason) {
        return new ServinException(ErrorKind.INTERNAL, FAILED + reason);
    }

    /** The same, with what it comes from. */
    public static ServinException failed(String reason, Throwable cause) {
        return new ServinException(ErrorKind.INTERNAL, FAILED + reason, cause);
    }

    /** What was given, also if that is empty. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(options.get(key));
    }

    /** What was given, or a default where that is nothing or empty. */
    public String text(String key, String fallback) {
        String text = options.getOrDefault(key, "");
        return text.isEmpty() ? fallback : text;
    }

    /** Yes or no, as Go's {@code strconv.ParseBool} reads it. */
    public boolean flag(String key, boolean fallback) {
        String text = options.get(key);
        return text == null ? fallback : switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw bad(key, "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        };
    }

    /** A whole number, as Go's {@code strconv.Atoi} reads it. */
    public int number(String key, int fallback) {
        String text = options.get(key);
        try {
            return text == null ? fallback : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw bad(key, "strconv.Atoi: parsing \"" + text + "\": " + (WHOLE.matcher(text).matches() ? "value out of range" : "invalid syntax"));
        }
    }

    /** A whole number that is not negative, as Go's {@code strconv.ParseUint} reads it; what is above {@code Long.MAX_VALUE} is that. */
    public long unsigned(String key, long fallback) {
        String text = options.get(key);
        if (text == null) {
            return fallback;
        }
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad(key, "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
        BigInteger number = new BigInteger(text);
        if (number.bitLength() > Long.SIZE) {
            throw bad(key, "strconv.ParseUint: parsing \"" + text + "\": value out of range");
        }
        return number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    /** A time in nanoseconds, as Go's {@code time.ParseDuration} reads it: {@code 1m2.5s}; perhaps negative. */
    public long duration(String key, long fallback) {
        String text = options.get(key);
        try {
            return text == null ? fallback : GoDuration.nanos(text);
        } catch (IllegalArgumentException e) {
            throw bad(key, e.getMessage());
        }
    }

    /** A number of bytes in units of 1000, as Go's {@code units.FromHumanSize} reads it: what is too big is {@code Long.MIN_VALUE}. */
    public long decimalSize(String key, long fallback) {
        return size(key, 1000, fallback);
    }

    /** A number of bytes in units of 1024, as Go's {@code units.RAMInBytes} reads it: what is too big is {@code Long.MIN_VALUE}. */
    public long binarySize(String key, long fallback) {
        return size(key, 1024, fallback);
    }

    private long size(String key, int unit, long fallback) {
        String text = options.get(key);
        if (text == null) {
            return fallback;
        }
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            throw bad(key, "invalid size: '" + text + "'");
        }
        int power = form.group(2) == null ? 0 : UNITS.indexOf(Character.toLowerCase(form.group(2).charAt(0))) + 1;
        BigDecimal size = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit).pow(power));
        return size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? Long.MIN_VALUE : size.longValue();
    }

    /** Checks the options that all drivers with attributes have: {@code labels-regex}, {@code env-regex} and {@code tag}. */
    public void checkAttributes() {
        regex("labels-regex");
        regex("env-regex");
        TagTemplate.check(text("tag", ""));
    }

    private void regex(String key) {
        String text = options.getOrDefault(key, "");
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw failed(unparsable(e), e);
        }
    }

    /** What is wrong with a pattern, as Go's {@code regexp} says it of the commonest mistakes; of others in this platform's words. */
    public static String unparsable(PatternSyntaxException e) {
        return "error parsing regexp: " + inGosWords(e, e.getPattern());
    }

    private static String inGosWords(PatternSyntaxException e, String text) {
        String said = e.getDescription();
        int at = Math.max(0, Math.min(e.getIndex(), text.length() - 1));
        if (said.startsWith("Unclosed group")) {
            return "missing closing ): `" + text + "`";
        } else if (said.startsWith("Unmatched closing")) {
            return "unexpected ): `" + text + "`";
        } else if (said.startsWith("Unclosed character class")) {
            return "missing closing ]: `" + text.substring(Math.max(0, text.lastIndexOf('['))) + "`";
        } else if (said.startsWith("Dangling meta character")) {
            return at == 0 ? "missing argument to repetition operator: `" + text.charAt(0) + "`" : "invalid nested repetition operator: `" + text.substring(at - 1, at + 1) + "`";
        }
        return said + ": `" + text + "`";
    }
}
