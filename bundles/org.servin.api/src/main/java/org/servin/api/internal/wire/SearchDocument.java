package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.servin.image.SearchResult;

/** {@code GET /images/search}: one find. */
public record SearchDocument(
        @JsonProperty("star_count") int stars,
        @JsonProperty("is_official") boolean official,
        @JsonProperty("name") String name,
        @JsonProperty("is_automated") boolean automated,
        @JsonProperty("description") String description) {
    /** A find. */
    public static SearchDocument of(SearchResult r) {
        return new SearchDocument(r.stars(), r.official(), r.name(), r.automated(), r.description());
    }
}
