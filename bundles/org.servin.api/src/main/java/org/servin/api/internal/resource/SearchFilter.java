package org.servin.api.internal.resource;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.servin.api.internal.http.ApiException;
import org.servin.core.filter.Filters;
import org.servin.image.SearchResult;

/** The filters of a search at a registry, with dockerd's refusals. */
final class SearchFilter {
    private static final Set<String> KNOWN = Set.of("is-automated", "is-official", "stars");

    private SearchFilter() { }

    /** What the filters let pass. */
    static Predicate<SearchResult> of(Filters filters) {
        filters.values().keySet().stream().filter(key -> !KNOWN.contains(key)).findFirst().ifPresent(key -> {
            throw invalid(key);
        });
        Predicate<SearchResult> automated = truth(filters, "is-automated", SearchResult::automated);
        Predicate<SearchResult> official = truth(filters, "is-official", SearchResult::official);
        int stars = filters.get("stars").stream().mapToInt(SearchFilter::stars).max().orElse(0);
        return result -> automated.test(result) && official.test(result) && result.stars() >= stars;
    }

    private static Predicate<SearchResult> truth(Filters filters, String key, Predicate<SearchResult> question) {
        if (!filters.has(key)) {
            return result -> true;
        }
        List<String> given = filters.get(key).isEmpty() ? List.of("true") : filters.get(key);
        if (!given.equals(List.of("true")) && !given.equals(List.of("false"))) {
            throw invalid(key + "=[" + String.join(" ", given) + "]");
        }
        return given.get(0).equals("true") ? question : question.negate();
    }

    private static int stars(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid("stars=" + text);
        }
    }

    private static ApiException invalid(String filter) {
        return ApiException.badRequest("Invalid filter '" + filter + "'");
    }
}
