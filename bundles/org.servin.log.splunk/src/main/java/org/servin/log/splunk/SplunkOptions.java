package org.servin.log.splunk;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.log.http.Trust;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** A container's options for this driver. Their text does not show the token. */
final class SplunkOptions {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("splunk-url", "splunk-token", "splunk-source", "splunk-sourcetype", "splunk-index", "splunk-capath", "splunk-caname",
            "splunk-insecureskipverify", "splunk-format", "splunk-verify-connection", "splunk-gzip", "splunk-gzip-level", "splunk-index-acknowledgment",
            "env", "env-regex", "labels", "labels-regex", "tag");
    private static final String DRIVER = "splunk";
    private static final String PATH = "/services/collector/event/1.0";
    private static final int WORST = -1;
    private static final int BEST = 9;

    private final LogOptions options;
    private final URI url;
    private final String token;
    private final Trust trust;
    private final boolean gzip;
    private final int gzipLevel;
    private final boolean acknowledged;
    private final boolean verify;
    private final String format;

    private SplunkOptions(LogOptions options) { // in the order in which dockerd looks at them
        this.options = options;
        url = url(options.text("splunk-url").orElseThrow(() -> missing("splunk-url")));
        token = token(options.text("splunk-token").orElseThrow(() -> missing("splunk-token")));
        trust = trust(options);
        gzip = options.flag("splunk-gzip", false);
        gzipLevel = level(options);
        acknowledged = options.flag("splunk-index-acknowledgment", false);
        options.checkAttributes();
        verify = options.flag("splunk-verify-connection", true);
        format = options.text("splunk-format").orElse("inline");
        if (!Set.of("inline", "json", "raw").contains(format)) {
            throw LogOptions.failed("Unknown format specified , supported formats are inline, json and raw"); // nor does dockerd say which
        }
    }

    /** Reads and checks them. INVALID_ARGUMENT naming what is wrong. */
    static SplunkOptions of(Map<String, String> given) {
        return new SplunkOptions(LogOptions.of(DRIVER, NAMES, given));
    }

    private static ServinException missing(String key) {
        return LogOptions.failed("splunk: " + key + " is expected");
    }

    private static URI url(String text) {
        URI given;
        try {
            given = new URI(text);
            if (given.getRawAuthority() != null) {
                given = given.parseServerAuthority();
            }
        } catch (URISyntaxException e) {
            throw LogOptions.failed("splunk: failed to parse " + text + " as url value in splunk-url");
        }
        boolean http = text.startsWith("http://") || text.startsWith("https://");
        if (!http || given.getHost() == null || !Set.of("", "/").contains(given.getRawPath()) || !isEmpty(given.getRawQuery()) || !isEmpty(given.getRawFragment())) {
            throw LogOptions.failed("splunk: expected format scheme://dns_name_or_ip:port for splunk-url");
        }
        return URI.create(given.getScheme() + "://" + given.getHost() + (given.getPort() < 0 ? "" : ":" + given.getPort()) + PATH);
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }

    /** A header cannot hold all characters, and the failure to put them there would show them. */
    private static String token(String text) {
        if (!text.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 0x7F)) {
            throw LogOptions.failed("splunk: splunk-token holds characters that a header cannot have");
        }
        return text;
    }

    private static Trust trust(LogOptions options) {
        boolean anyone = options.flag("splunk-insecureskipverify", false);
        Optional<String> file = options.text("splunk-capath");
        try (InputStream in = file.isPresent() ? Files.newInputStream(Path.of(file.get())) : InputStream.nullInputStream()) {
            in.read();
            return Trust.of(anyone, file.map(Path::of), options.text("splunk-caname").filter(name -> !name.isEmpty()));
        } catch (IOException | InvalidPathException e) {
            throw unreadable(file.orElse(""), e);
        }
    }

    /** In Go's words. */
    private static ServinException unreadable(String file, Exception e) {
        if (file.isEmpty() || e instanceof NoSuchFileException) {
            return LogOptions.failed("open " + file + ": no such file or directory");
        }
        return LogOptions.failed(e instanceof AccessDeniedException ? "open " + file + ": permission denied" : "read " + file + ": " + String.valueOf(e.getMessage()).replaceFirst("^I", "i"), e);
    }

    private static int level(LogOptions options) {
        String key = "splunk-gzip-level";
        String text = options.text(key).orElse(Integer.toString(WORST));
        int level;
        try {
            level = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw LogOptions.failed("strconv.ParseInt: parsing \"" + text + "\": " + (text.matches("[+-]?\\d+") ? "value out of range" : "invalid syntax"));
        }
        if (level < WORST || level > BEST) {
            throw LogOptions.failed("not supported level '" + text + "' for " + key + " (supported values between " + WORST + " and " + BEST + ")");
        }
        return level;
    }

    /** Where events go. */
    URI url() {
        return url;
    }

    /** What is to be in the header {@code Authorization}: a secret. */
    String token() {
        return token;
    }

    Trust trust() {
        return trust;
    }

    boolean gzip() {
        return gzip;
    }

    /** 0 to 9, or -1 for the usual one. */
    int gzipLevel() {
        return gzipLevel;
    }

    /** Whether the token is one that wants to be told the channel. */
    boolean acknowledged() {
        return acknowledged;
    }

    /** Whether the destination is asked before a start. */
    boolean verify() {
        return verify;
    }

    /** {@code inline}, {@code json} or {@code raw}. */
    String format() {
        return format;
    }

    /** Another option; empty if it is not given. */
    String text(String key) {
        return options.text(key, "");
    }

    /** The option {@code tag} with dockerd's default; empty for no tag. */
    String tag() {
        return options.text("tag").orElse("{{.ID}}");
    }

    @Override
    public String toString() {
        return "SplunkOptions[" + url + "]";
    }
}
