package org.servin.image.internal.reference;

import static org.servin.image.internal.reference.Registries.DEFAULT_DOMAIN;
import static org.servin.image.internal.reference.Registries.DEFAULT_TAG;
import static org.servin.image.internal.reference.Registries.LEGACY_DOMAIN;
import static org.servin.image.internal.reference.Registries.OFFICIAL_PREFIX;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.image.internal.content.Digests;
import org.servin.spi.ServinException;

/**
 * A normalised name of an image in Docker's grammar, which has no hosts that are IPv6 addresses: {@code busybox} becomes {@code docker.io/library/busybox}. Failures are
 * INVALID_ARGUMENT in dockerd's words.
 *
 * @param domain the registry's host, perhaps with a port
 * @param path the repository's path at the registry
 * @param tag the tag, if one is given
 * @param digest the manifest's digest, if one is given
 */
public record ImageReference(String domain, String path, Optional<String> tag, Optional<String> digest) {
    private static final int MAX_NAME = 255;
    private static final int MAX_TEXT = 2048;
    private static final String DOMAIN_PART = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*+(?<!-))?";
    private static final String DOMAIN = DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*+(?::[0-9]++)?";
    private static final String PATH_PART = "[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+";
    private static final String TAG = "\\w[\\w.-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*+(?:[-_+.][A-Za-z][A-Za-z0-9]*+)*+:[0-9a-fA-F]{32,}+";
    private static final Pattern WHOLE =
            Pattern.compile("(" + DOMAIN + ")/(" + PATH_PART + "(?:/" + PATH_PART + ")*+)(?::(" + TAG + "))?(?:@(" + DIGEST + "))?");
    private static final Pattern TAG_FORM = Pattern.compile(TAG);
    private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    /** Parses and normalises. */
    public static ImageReference parse(String text) {
        if (HEX64.matcher(text).matches()) {
            throw ServinException.invalid("invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        if (text.length() > MAX_TEXT) {
            throw ServinException.invalid("invalid reference format");
        }
        int slash = text.indexOf('/');
        boolean hosted = slash >= 0 && Registries.isHost(text.substring(0, slash));
        String domain = hosted ? text.substring(0, slash) : DEFAULT_DOMAIN;
        String rest = hosted ? text.substring(slash + 1) : text;
        if (domain.equals(LEGACY_DOMAIN)) {
            domain = DEFAULT_DOMAIN;
        }
        if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
            rest = OFFICIAL_PREFIX + rest;
        }
        requireLowerCase(rest);
        Matcher matcher = WHOLE.matcher(domain + "/" + rest);
        if (!matcher.matches()) {
            throw ServinException.invalid("invalid reference format");
        }
        if (matcher.group(1).length() + 1 + matcher.group(2).length() > MAX_NAME) {
            throw ServinException.invalid("repository name must not be more than " + MAX_NAME + " characters");
        }
        Optional<String> digest = Optional.ofNullable(matcher.group(4));
        digest.ifPresent(ImageReference::requireKnownDigest);
        return new ImageReference(matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3)), digest);
    }

    private static void requireLowerCase(String rest) {
        int colon = rest.indexOf(':');
        int at = rest.indexOf('@');
        int end = colon < 0 ? rest.length() : colon;
        String name = rest.substring(0, at < 0 ? end : Math.min(at, end));
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            throw ServinException.invalid("invalid reference format: repository name must be lowercase");
        }
    }

    private static void requireKnownDigest(String digest) {
        Digests.complaint(digest).ifPresent(complaint -> {
            throw ServinException.invalid(complaint);
        });
    }

    /** The id that the text is, with algorithm: a whole {@code sha256:…} or its 64 digits alone. */
    public static Optional<String> asId(String text) {
        if (HEX64.matcher(text).matches()) {
            return Optional.of("sha256:" + text);
        }
        return SHA256.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** The same with another tag and no digest. */
    public ImageReference withTag(String newTag) {
        if (!TAG_FORM.matcher(newTag).matches()) {
            throw ServinException.invalid("invalid tag format");
        }
        return new ImageReference(domain, path, Optional.of(newTag), Optional.empty());
    }

    /** The same with another tag, or with a digest instead; with neither where the text is empty. */
    public ImageReference with(String tagOrDigest) {
        if (tagOrDigest.isEmpty()) {
            return this;
        }
        return tagOrDigest.indexOf(':') >= 0 && Digests.complaint(tagOrDigest).isEmpty() ? withDigest(tagOrDigest) : withTag(tagOrDigest);
    }

    /** The same with a digest instead of a tag. */
    public ImageReference withDigest(String newDigest) {
        return new ImageReference(domain, path, Optional.empty(), Optional.of(newDigest));
    }

    /** The name alone. */
    public ImageReference trimmed() {
        return new ImageReference(domain, path, Optional.empty(), Optional.empty());
    }

    /** What identifies an image: the digest if there is one, else the tag, else {@code latest}. */
    public ImageReference exact() {
        if (digest.isPresent()) {
            return withDigest(digest.get());
        }
        return tag.isPresent() ? this : withTag(DEFAULT_TAG);
    }

    /** Whether it names by digest. */
    public boolean isDigest() {
        return digest.isPresent();
    }

    /** Domain and path. */
    public String name() {
        return domain + "/" + path;
    }

    /** The name as people write it. */
    public String familiarName() {
        if (!domain.equals(DEFAULT_DOMAIN)) {
            return name();
        }
        boolean official = path.startsWith(OFFICIAL_PREFIX) && path.indexOf('/', OFFICIAL_PREFIX.length()) < 0;
        return official ? path.substring(OFFICIAL_PREFIX.length()) : path;
    }

    /** All of it as people write it. */
    public String familiar() {
        return familiarName() + suffix();
    }

    /** All of it, normalised; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return name() + suffix();
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
