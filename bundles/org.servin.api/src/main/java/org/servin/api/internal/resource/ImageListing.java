package org.servin.api.internal.resource;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.servin.api.internal.wire.ImageSummary;
import org.servin.core.filter.Filters;
import org.servin.core.filter.PointInTime;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.Images;
import org.servin.spi.ServinException;

/** Lists images by the filters of {@code GET /images/json}. */
final class ImageListing {
    private static final Set<String> KEYS = Set.of("dangling", "label", "before", "since", "reference");
    private static final Set<String> PRUNE_KEYS = Set.of("dangling", "label", "label!", "until");

    private final Images images;
    private final Filters filters;
    private final boolean all;
    private final String name;

    /** {@code name} is the older way to give one reference; empty for none. */
    ImageListing(Images images, Filters filters, boolean all, String name) {
        this.images = images;
        this.filters = filters.allow(KEYS);
        this.all = all;
        this.name = name;
    }

    /** Those that match; with what each shares with others, if that is wanted. */
    List<ImageSummary> make(boolean shared) {
        Map<ImageId, Long> sharedSizes = shared ? images.sharedSizes() : Map.of();
        List<Image> everything = images.list();
        Set<ImageId> parents = everything.stream().flatMap(i -> i.parent().stream()).collect(Collectors.toSet());
        Predicate<Image> wanted = i -> filters.matchesLabels(labels(i));
        if (filters.has("before")) {
            Instant limit = images.get(filters.get("before").get(0)).created();
            wanted = wanted.and(i -> i.created().isBefore(limit));
        }
        if (filters.has("since")) {
            Instant limit = images.get(filters.get("since").get(0)).created();
            wanted = wanted.and(i -> i.created().isAfter(limit));
        }
        if (filters.has("dangling")) {
            boolean dangling = dangling();
            // here dockerd has two measures: an image that has a digest is shown in both cases
            wanted = wanted.and(dangling ? i -> i.tags().isEmpty() && !parents.contains(i.id()) : i -> !i.tags().isEmpty() || !i.digests().isEmpty());
        }
        // images that others were built on are shown only when asked for
        Predicate<Image> visible = i -> all || !i.tags().isEmpty() || !i.digests().isEmpty() || !parents.contains(i.id());
        return everything.stream().filter(wanted.and(visible)).filter(this::named).map(i -> summary(i, sharedSizes.getOrDefault(i.id(), -1L))).toList();
    }

    private List<String> patterns() {
        return name.isEmpty() ? filters.get("reference") : List.of(name);
    }

    private boolean named(Image i) {
        return patterns().isEmpty() || i.tags().stream().anyMatch(this::matches) || i.digests().stream().anyMatch(this::matches);
    }

    private ImageSummary summary(Image i, long shared) {
        boolean some = !patterns().isEmpty();
        return ImageSummary.of(i, some ? i.tags().stream().filter(this::matches).toList() : i.tags(), some ? i.digests().stream().filter(this::matches).toList() : i.digests(), -1, shared);
    }

    /** A pattern is for the whole reference or for the name without tag and digest. */
    private boolean matches(String reference) {
        int at = reference.indexOf('@');
        int colon = reference.lastIndexOf(':');
        String bare = at >= 0 ? reference.substring(0, at) : colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
        return patterns().stream().map(ImageListing::glob).anyMatch(g -> g.matches(Path.of(reference)) || g.matches(Path.of(bare)));
    }

    private static PathMatcher glob(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("{", "\\{").replace("**", "*"));
        } catch (java.util.regex.PatternSyntaxException e) {
            throw ServinException.internal("syntax error in pattern", e);
        }
    }

    private static Map<String, String> labels(Image i) {
        return i.settings().labels() == null ? Map.of() : i.settings().labels();
    }

    private boolean dangling() {
        List<String> values = filters.get("dangling");
        if (!values.contains("true") && !values.contains("false")) {
            throw invalidDangling(values);
        }
        return values.contains("true");
    }

    /** Whether images with a name are pruned too; here dockerd takes numbers. */
    static boolean prunesNamed(Filters filters) {
        List<String> values = filters.get("dangling");
        boolean named = values.contains("false") || values.contains("0");
        if (filters.has("dangling") && !named && !values.contains("true") && !values.contains("1")) {
            throw invalidDangling(values);
        }
        return named;
    }

    private static ServinException invalidDangling(List<String> values) {
        return ServinException.invalid("Invalid filter 'dangling=[" + String.join(" ", values) + "]'");
    }

    /** Refuses filters that pruning does not know. */
    static void checkPrune(Filters filters) {
        filters.allow(PRUNE_KEYS);
    }

    /** Which images may be pruned. */
    static Predicate<Image> prunable(Filters filters) {
        Instant until = PointInTime.until(filters, Instant.now());
        return i -> filters.matchesLabels(labels(i)) && i.created().isBefore(until);
    }
}
