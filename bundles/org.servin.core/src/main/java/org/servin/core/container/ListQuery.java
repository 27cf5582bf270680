package org.servin.core.container;

import org.servin.core.filter.Filters;

/**
 * Which containers to list, newest first.
 *
 * @param all also those that do not run
 * @param limit the newest so many, running or not; 0 for no limit
 * @param size whether to compute sizes
 * @param filters filters of {@code GET /containers/json}
 */
public record ListQuery(boolean all, int limit, boolean size, Filters filters) { }
