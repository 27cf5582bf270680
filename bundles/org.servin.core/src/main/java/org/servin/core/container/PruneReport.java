package org.servin.core.container;

import java.util.List;

/** What was removed, and how many bytes that freed. */
public record PruneReport(List<String> deleted, long spaceReclaimed) { }
